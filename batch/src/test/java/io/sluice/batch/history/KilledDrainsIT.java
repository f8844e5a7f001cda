package io.sluice.batch.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.faults.BatchProcess;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class KilledDrainsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /**
     * One process drains all namespaces again and again, this one the same namespace at the same time, for runs of different
     * scopes do not join each other; and the process is killed in the middle, twice.
     */
    @Test
    void drainWhenTwoDoItAtOnceAndOneIsKilledThenEveryChangeIsThereOnce() {
        var redis = RedisServer.shared();
        var url = DatabaseServer.shared().freshSchema("killed_drains");
        try (var node = BatchNode.start(
                redis, url, "spring.quartz.auto-startup=false", "sluice.run.dead-after=1s", "sluice.history.keep=3")) {
            var namespace = node.namespace();
            var written = new ArrayList<Revision>();
            var ended = new AtomicBoolean();
            var drains = CompletableFuture.runAsync(() -> {
                while (!ended.get()) {
                    node.drain(namespace);
                }
            });
            var writes = CompletableFuture.runAsync(() -> {
                for (int i = 0; !ended.get(); i++) {
                    written.add(node.write(namespace, put("a", i), put("b" + i % 50, i)));
                    // No faster than it is drained, however long the process takes to start.
                    Deadline.await(
                            "drained",
                            SOON,
                            () -> ended.get()
                                    || drains.isDone()
                                    || node.backlog().state(namespace).historyPending() < 100);
                }
            });
            try {
                for (int kill = 0; kill < 2; kill++) {
                    try (var other = process(redis, url)) {
                        assertThat(other.address()).isNotEmpty();
                        awaitRun(node);
                        int before = rows(node, namespace);
                        Deadline.await(
                                "drained on", SOON, () -> drains.isDone() || rows(node, namespace) > before + 200);
                        other.kill();
                    }
                }
            } finally {
                ended.set(true);
                drains.join();
                writes.join();
            }
            node.drain(namespace);

            assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
            assertThat(revisions(node, namespace))
                    .isEqualTo(written.stream()
                            .flatMap(revision -> List.of(revision, revision).stream())
                            .toList());
        }
    }

    /** The runs of the process are those of the schedule. */
    private static void awaitRun(BatchNode node) {
        var sql = "SELECT COUNT(*) FROM BATCH_JOB_EXECUTION_PARAMS WHERE PARAMETER_VALUE = 'schedule'";
        long before = node.count(sql);
        Deadline.await("the process drains", SOON, () -> node.count(sql) > before + 1);
    }

    private static BatchProcess process(RedisServer redis, String url) {
        return BatchProcess.start(
                List.of(),
                redis,
                url,
                "sluice.schedule.drain.every=100ms",
                "sluice.run.dead-after=1s",
                "sluice.history.keep=3",
                "spring.quartz.properties[org.quartz.scheduler.instanceName]=" + UUID.randomUUID());
    }

    private static int rows(BatchNode node, Namespace namespace) {
        return (int) node.count("SELECT COUNT(*) FROM readable_history WHERE namespace = ?", namespace.text());
    }

    private static List<Revision> revisions(BatchNode node, Namespace namespace) {
        return node.jdbc()
                .query(
                        "SELECT revision FROM readable_history WHERE namespace = ? ORDER BY revision, sequence",
                        (row, number) -> new Revision(row.getLong("revision")),
                        namespace.text());
    }

    private static Change put(String name, int value) {
        return new Change.Put(new SettingName(name), new SettingValue("" + value));
    }
}
