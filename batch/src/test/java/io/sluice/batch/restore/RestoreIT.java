package io.sluice.batch.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.batch.ApiNode;
import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Restoration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.batch.core.BatchStatus;

/** R1, R3 and R5, with an archive. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class RestoreIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private RedisServer redis;
    private BatchNode node;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        node = BatchNode.start(
                redis, DatabaseServer.shared().freshSchema("restore_it"), "spring.quartz.auto-startup=false");
    }

    @AfterAll
    void stop() {
        node.close();
        redis.close();
    }

    @Test
    void r3RestoreWhenRedisWasEmptiedThenBringsBackAllThatIsArchivedAndSaysWhoseRedisItIs() {
        var namespace = node.namespace();
        var many = IntStream.range(0, 1000).mapToObj(i -> put("n" + i, "" + i)).toArray(Change[]::new);
        node.write(namespace, many);
        node.write(
                namespace,
                put("!first", "1"),
                put("$definition/n*", "{}"),
                put("~last", "\"" + "x".repeat(200_000) + "\""));
        node.write(namespace, put("gone", "1"));
        var removed = node.remove(namespace, "gone");
        var empty = node.namespace();
        node.drain(namespace);
        var before = redis.command("HGET", settings(namespace), "n7");
        redis.command("FLUSHALL");
        node.create(empty);

        var run = restore(RunScope.ALL);

        assertThat(run.error()).isNull();
        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.counts().read()).isGreaterThanOrEqualTo(1004);
        assertThat(run.counts().written()).isEqualTo(run.counts().read());
        assertThat(run.total()).isEqualTo(run.counts().read());
        assertThat(redis.command("HLEN", settings(namespace))).isEqualTo(1004L);
        assertThat(redis.command("HGET", settings(namespace), "n7")).isEqualTo(before);
        assertThat(redis.command("ZRANGE", "sluice:{" + namespace + "}:tombstones", "0", "-1", "WITHSCORES"))
                .isEqualTo(List.of("gone", removed.toString()));
        assertThat(redis.command("ZRANGE", "sluice:{" + namespace + "}:feed", "0", "0"))
                .isEqualTo(List.of("$definition/n*"));
        assertThat(isComplete(namespace)).isTrue();
        assertThat(isComplete(empty)).isTrue();
        assertThat(node.backlog().namespaces()).contains(namespace, empty);
        assertThat(redis.command("GET", "sluice:installation"))
                .isEqualTo(node.jdbc().queryForObject("SELECT id FROM installation", String.class));

        var again = restore(new RunScope(namespace));
        assertThat(again.counts()).isEqualTo(new Run.Counts(1004, 0, 1004, 0, 0));
        assertThat(isComplete(namespace)).isTrue();
        assertThat(node.drain(namespace).counts().written()).isEqualTo(1004);
    }

    @Test
    void r3RestoreWhenItComesBeforeTheNodesSalvageThenNothingIsLost() {
        var namespace = writeArchivedAndNewer();
        try (var proxy = TcpProxy.to(redis);
                var api = ApiNode.start(proxy.host(), proxy.port())) {
            await().until(() -> api.isLive(namespace));
            proxy.cut();
            redis.command("FLUSHALL");
            restore(RunScope.ALL);
            assertThat(isComplete(namespace)).isTrue();
            assertThat(held(namespace, "changed")).contains("\"value\":1}");
            proxy.pass();
            assertThatAllIsBack(namespace, api);
        }
    }

    @Test
    void r3RestoreWhenTheNodesHaveSalvagedBeforeThenNothingIsLost() {
        var namespace = writeArchivedAndNewer();
        // What no node holds: it came to the archive before all of them.
        node.jdbc()
                .update(
                        "INSERT INTO setting (namespace, name, value, kind, author, reason, changed_at, archived_at, revision)"
                                + " VALUES (?, 'archived', '7', 'present', 'alice', NULL, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 7)",
                        namespace.text());
        try (var api = ApiNode.start(redis.host(), redis.port())) {
            await().until(() -> api.isLive(namespace));
            redis.command("FLUSHALL");
            await().atMost(SOON).until(() -> !held(namespace, "new").isEmpty());
            assertThat(isComplete(namespace)).isFalse();
            restore(RunScope.ALL);
            assertThatAllIsBack(namespace, api);
            await().atMost(SOON).until(() -> "7".equals(api.value(namespace, "archived")));
        }
    }

    @Test
    void r5RestoreWhenTheHashAloneWasLostThenIsRebuiltByArchiveAndNodes() {
        var namespace = writeArchivedAndNewer();
        restore(new RunScope(namespace));
        try (var api = ApiNode.start(redis.host(), redis.port())) {
            await().until(() -> api.isLive(namespace));
            redis.command("DEL", settings(namespace));
            assertThat(isComplete(namespace)).isFalse();
            restore(new RunScope(namespace));
            assertThatAllIsBack(namespace, api);
        }
    }

    @Test
    void restoreWhenRemovalsAreOldThenOnlyTheYoungAreRemembered() {
        var namespace = node.namespace();
        node.put(namespace, "young", "1");
        node.remove(namespace, "young");
        node.put(namespace, "old", "1");
        node.remove(namespace, "old");
        node.drain(namespace);
        node.jdbc()
                .update(
                        "UPDATE setting SET revision = revision - 8 * 86400 * 1000000 WHERE namespace = ? AND name = 'old'",
                        namespace.text());
        redis.command("FLUSHALL");
        assertThat(restore(new RunScope(namespace)).counts().read()).isOne();
        assertThat(redis.command("HKEYS", settings(namespace))).isEqualTo(List.of("young"));
    }

    @Test
    void restoreWhenARowIsNoEntryThenIsFoundAndTheOthersComeBack() {
        var namespace = node.namespace();
        node.write(namespace, put("bad", "1"), put("good", "1"));
        node.drain(namespace);
        node.jdbc()
                .update("UPDATE setting SET value = 'not JSON' WHERE namespace = ? AND name = 'bad'", namespace.text());
        redis.command("FLUSHALL");
        var run = restore(new RunScope(namespace));
        node.jdbc().update("DELETE FROM setting WHERE namespace = ? AND name = 'bad'", namespace.text());
        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.found()).containsEntry("unreadable", 1L);
        assertThat(node.runs().findings(run.id()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.name()).isEqualTo("bad"));
        assertThat(redis.command("HKEYS", settings(namespace))).isEqualTo(List.of("good"));
    }

    @Test
    void jobsWhenRedisIsAnotherInstallationsThenRefuseAndHealthIsDown() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        redis.command("SET", "sluice:installation", "that of somebody else");
        try {
            for (var job : List.of("drain", "restore", "compact")) {
                var run = run(job, new RunScope(namespace));
                assertThat(run.status()).as(job).isEqualTo(BatchStatus.FAILED);
                assertThat(run.error()).contains("sluice:installation in Redis: that of somebody else (expected: ");
            }
            assertThat(node.archived(namespace)).isEmpty();
            assertThat(isComplete(namespace)).isFalse();
            assertThat(new BatchHttp(node).get("/actuator/health").statusCode()).isEqualTo(503);
        } finally {
            redis.command("DEL", "sluice:installation");
        }
        assertThat(new BatchHttp(node).get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void r3WatchWhenRedisIsNewEmptiedOrRestartedThenEverythingBecomesCompleteByItself() {
        try (var redis = RedisServer.launch();
                var node = BatchNode.start(
                        redis,
                        DatabaseServer.shared().freshSchema("restore_watch_it"),
                        "spring.quartz.auto-startup=false",
                        "sluice.restore.every=100ms");
                var second = BatchNode.start(
                        redis,
                        DatabaseServer.shared().jdbcUrl("restore_watch_it"),
                        "spring.quartz.auto-startup=false",
                        "sluice.restore.every=100ms");
                var api = ApiNode.start(redis.host(), redis.port())) {
            await().atMost(SOON).until(() -> redis.command("GET", "sluice:installation") != null);
            var namespace = node.namespace();
            var other = node.namespace();
            for (var each : List.of(namespace, other)) {
                await().atMost(SOON).until(() -> isComplete(node, each));
            }
            node.put(namespace, "a", "1");
            node.put(other, "a", "1");
            node.drain(namespace);
            node.drain(other);
            node.put(namespace, "b", "1");
            await().until(() -> api.isLive(namespace));

            redis.command("FLUSHALL");
            await().atMost(SOON).until(() -> isComplete(node, namespace) && isComplete(node, other));
            await().atMost(SOON)
                    .until(() -> api.isLive(namespace)
                            && Long.valueOf(2).equals(redis.command("HLEN", settings(namespace))));

            redis.stop();
            redis.start();
            await().atMost(SOON).ignoreExceptions().until(() -> isComplete(node, namespace) && isComplete(node, other));
            await().atMost(SOON).until(() -> api.isLive(namespace));
            assertThat(api.dropped()).isEmpty();
            assertThat(second.count(
                            "SELECT COUNT(*) FROM BATCH_JOB_EXECUTION WHERE STATUS NOT IN ('COMPLETED', 'FAILED')"))
                    .isZero();

            redis.command("SADD", "sluice:namespaces", "fresh");
            await().atMost(SOON).until(() -> isComplete(node, new Namespace("fresh")));
            var runs = node.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION");
            node.put(namespace, "a", "2");
            node.drain(namespace);
            assertThat(node.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION"))
                    .as("nothing is restored where nothing was lost")
                    .isEqualTo(runs + 1);
        }
    }

    /** Three that are archived, and what has changed since. */
    private Namespace writeArchivedAndNewer() {
        redis.command("DEL", "sluice:installation");
        var namespace = node.namespace();
        node.write(namespace, put("kept", "1"), put("changed", "1"), put("removed", "1"));
        node.drain(namespace);
        node.write(namespace, put("changed", "2"), put("new", "1"), new Change.Remove(new SettingName("removed")));
        return namespace;
    }

    private void assertThatAllIsBack(Namespace namespace, ApiNode api) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(held(namespace, "kept")).contains("\"value\":1}");
            assertThat(held(namespace, "changed")).contains("\"value\":2}");
            assertThat(held(namespace, "new")).contains("\"value\":1}");
            assertThat(held(namespace, "removed")).contains("\"kind\":\"tombstone\"");
            assertThat(api.isLive(namespace)).isTrue();
        });
        assertThat(api.dropped()).isEmpty();
        assertThat(api.value(namespace, "changed")).isEqualTo("2");
        assertThat(isComplete(namespace)).isTrue();
        node.drain(namespace);
        assertThat(node.archived(namespace))
                .extracting(row -> row.replaceAll("@.*", ""))
                .contains("changed=2", "kept=1", "new=1", "removed=null");
    }

    private boolean isComplete(Namespace namespace) {
        return isComplete(node, namespace);
    }

    private static boolean isComplete(BatchNode node, Namespace namespace) {
        return node.bean(Restoration.class).condition(namespace).isComplete();
    }

    private String held(Namespace namespace, String name) {
        return Objects.requireNonNullElse(redis.command("HGET", settings(namespace), name), "")
                .toString();
    }

    private Run restore(RunScope scope) {
        return run("restore", scope);
    }

    private Run run(String job, RunScope scope) {
        return node.await(node.runs().start(new RunRequest(job, scope, new Trigger(Trigger.Kind.OPERATOR, "olga"))));
    }

    private static Change put(String name, String json) {
        return new Change.Put(new SettingName(name), new SettingValue(json));
    }

    private static String settings(Namespace namespace) {
        return "sluice:{" + namespace + "}:settings";
    }
}
