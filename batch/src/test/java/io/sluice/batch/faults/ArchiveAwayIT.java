package io.sluice.batch.faults;

import static io.sluice.batch.BatchHttp.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

/** A8: settings are written through an api node while the database is away. */
class ArchiveAwayIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("sluice.test.archive-away.seconds", 5));
    private static final Namespace NAMESPACE = new Namespace("shop");

    @Test
    void a8AdminWhenTheDatabaseIsAwayThenNeverNoticesAndTheBacklogGrowsInSightAndIsDrainedLater() {
        try (var redis = RedisServer.launch();
                var database = DatabaseServer.launch();
                var batch = BatchNode.start(
                        redis,
                        database.jdbcUrl(),
                        "sluice.schedule.drain.every=200ms",
                        "spring.datasource.hikari.connection-timeout=500");
                var api = ApiJar.start(redis)) {
            var copies = new Copies(redis, batch.jdbc());
            var revisions = new ArrayList<Long>();
            assertThat(api.put("/v1/namespaces/shop", "{\"description\":\"of a test\"}")
                            .statusCode())
                    .isEqualTo(201);
            revisions.addAll(new Keyspace(redis, NAMESPACE).historyOf("$namespace"));
            write(api, revisions);
            Deadline.await("drained before", SOON, () -> copies.isDrained(NAMESPACE));

            database.stop();
            try {
                writeAndSeeTheBacklogGrow(api, batch, revisions);
            } finally {
                database.start();
            }

            Deadline.await("drained by itself", SOON, () -> isDrained(copies));
            copies.requireEqual(NAMESPACE, revisions);
        }
    }

    private static void writeAndSeeTheBacklogGrow(ApiJar api, BatchNode batch, List<Long> revisions) {
        write(api, revisions);
        var before = backlog(batch);
        long until = System.nanoTime() + AWAY.toNanos();
        while (System.nanoTime() < until) {
            write(api, revisions);
        }
        var after = backlog(batch);

        assertThat(before.path("dirty").asLong()).isPositive();
        assertThat(after.path("dirty").asLong()).isEqualTo(100);
        assertThat(after.path("historyPending").asLong())
                .isGreaterThan(before.path("historyPending").asLong());
        assertThat(after.path("oldestDirtySeconds").asDouble())
                .isGreaterThan(before.path("oldestDirtySeconds").asDouble() + AWAY.toSeconds() / 2.0);
        assertThat(new BatchHttp(batch).get("/actuator/health").statusCode()).isEqualTo(503);
    }

    /** Asked by way of connections that may be gone. */
    private static boolean isDrained(Copies copies) {
        try {
            return copies.isDrained(NAMESPACE) && copies.revisions(NAMESPACE).equals(copies.hash(NAMESPACE));
        } catch (DataAccessException e) {
            return false;
        }
    }

    /** A hundred settings, none of which takes longer than it does with a database. */
    private static void write(ApiJar api, List<Long> revisions) {
        for (int i = 0; i < 100; i++) {
            long begun = System.nanoTime();
            var answer = api.put("/v1/namespaces/shop/settings/n" + i, "{\"value\":%d}".formatted(revisions.size()));
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            revisions.add(json(answer).path("revision").asLong());
        }
    }

    private static JsonNode backlog(BatchNode batch) {
        var answer = new BatchHttp(batch).get("/v1/backlog");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("namespaces").path(0);
    }
}
