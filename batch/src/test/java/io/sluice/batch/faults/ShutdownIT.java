package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** D11: a node that is told to end in the middle of a run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShutdownIT {
    private static final String SCHEMA = "shutdown_it";
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int TERMINATED = 143;

    private RedisServer redis;
    private String database;
    private BatchNode survivor;
    private Copies copies;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        database = DatabaseServer.shared().freshSchema(SCHEMA);
        survivor = BatchNode.start(redis, database, "spring.quartz.auto-startup=false");
        copies = new Copies(redis, survivor.jdbc());
    }

    @AfterAll
    void stop() {
        survivor.close();
        redis.close();
    }

    @Test
    void d11NodeWhenToldToEndInARunThenItEndsWithinTenSecondsAndTheRunSaysSo() throws Exception {
        var namespace = survivor.namespace();
        var revisions = write(namespace, 20);
        try (var node = BatchProcess.installed(redis, database, "sluice.drain.workers=1")) {
            node.address();
            Deadline.await(
                    "first page archived",
                    LONGEST,
                    () -> !copies.revisions(namespace).isEmpty());

            int code = node.stop(GRACE);

            assertThat(code).isEqualTo(TERMINATED);
            assertThat(node.log()).doesNotContain("ends as it is");
        }
        copies.requireLawful(namespace);
        assertThat(survivor.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION WHERE END_TIME IS NULL"))
                .isZero();
        survivor.drain(namespace);
        Deadline.await("drained", LONGEST, () -> copies.isDrained(namespace));
        copies.requireEqual(namespace, revisions);
    }

    @Test
    void d11NodeWhenTheDatabaseHangsThenItEndsWithinTenSecondsAllTheSame() throws Exception {
        var namespace = survivor.namespace();
        var revisions = write(namespace, 5);
        try (var proxy = TcpProxy.to(DatabaseServer.shared());
                var node = BatchProcess.installed(
                        redis, DatabaseServer.shared().jdbcUrl(SCHEMA, proxy), "sluice.drain.workers=1")) {
            node.address();
            Deadline.await(
                    "first page archived",
                    LONGEST,
                    () -> !copies.revisions(namespace).isEmpty());
            proxy.freeze();

            int code = node.stop(GRACE);

            assertThat(code).isEqualTo(TERMINATED);
            assertThat(node.log()).contains("ends as it is");
        }
        copies.requireLawful(namespace);
        Deadline.await("taken for dead, and drained", LONGEST, () -> {
            survivor.drain(namespace);
            return copies.isDrained(namespace);
        });
        copies.requireEqual(namespace, revisions);
    }

    private List<Long> write(Namespace namespace, int sets) {
        var revisions = new ArrayList<Long>();
        for (int set = 0; set < sets; set++) {
            int from = set * 1000;
            var revision = survivor.write(
                    namespace,
                    IntStream.range(from, from + 1000)
                            .mapToObj(i -> new Change.Put(new SettingName("n" + i), new SettingValue("" + i)))
                            .toArray(Change[]::new));
            revisions.addAll(Collections.nCopies(1000, revision.micros()));
        }
        return revisions;
    }
}
