package io.sluice.batch.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.batch.ApiNode;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Restoration;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.BatchStatus;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class CompactIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private RedisServer redis;
    private BatchNode node;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        node = BatchNode.start(
                redis, DatabaseServer.shared().freshSchema("compact_it"), "spring.quartz.auto-startup=false");
    }

    @AfterAll
    void stop() {
        node.close();
        redis.close();
    }

    @Test
    void compactWhenRemovalsAreArchivedAndOldThenTheyAreForgottenAndTheYoungStay() {
        var namespace = node.namespace();
        removeLongAgo(namespace, 1200);
        node.remove(namespace, "young");
        node.drain(namespace);
        run("restore", namespace);

        var run = run("compact", namespace);

        assertThat(run.error()).isNull();
        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.counts()).isEqualTo(new Run.Counts(1200, 1200, 0, 0, 0));
        assertThat(redis.command("HKEYS", "sluice:{" + namespace + "}:settings"))
                .isEqualTo(List.of("young"));
        assertThat(node.count("SELECT COUNT(*) FROM readable_setting WHERE namespace = ?", namespace.text()))
                .as("the archive forgets nothing")
                .isEqualTo(1201);
        assertThat(run("compact", namespace).counts()).isEqualTo(new Run.Counts(0, 0, 0, 0, 0));
    }

    @Test
    void compactWhenNotDrainedOrNotCompleteThenNothingIsForgotten() {
        var namespace = node.namespace();
        removeLongAgo(namespace, 3);
        run("restore", namespace);
        assertThat(run("compact", namespace).counts().written()).isZero();
        node.drain(namespace);
        assertThat(run("compact", namespace).counts().written()).isEqualTo(3);
        var other = node.namespace();
        removeLongAgo(other, 3);
        node.drain(other);
        assertThat(run("compact", other).counts().written()).isZero();
    }

    @Test
    void subscriberWhenLateAfterACompactionThenDropsWhatWasRemoved(@TempDir Path disk) {
        var namespace = node.namespace();
        node.merge(namespace, List.of(longAgo("gone/0", 9)));
        node.put(namespace, "kept", "1");
        run("restore", namespace);
        try (var before = ApiNode.start(redis.host(), redis.port(), disk)) {
            await().atMost(SOON).until(() -> before.isLive(namespace));
            assertThat(before.value(namespace, "gone/0")).isEqualTo("9");
        }
        removeLongAgo(namespace, 1);
        node.drain(namespace);
        assertThat(run("compact", namespace).counts().written()).isOne();
        try (var late = ApiNode.start(redis.host(), redis.port(), disk)) {
            await().atMost(SOON).until(() -> late.isLive(namespace));
            assertThat(late.value(namespace, "gone/0")).isNull();
            assertThat(late.dropped()).contains("gone/0");
            assertThat(late.value(namespace, "kept")).isEqualTo("1");
        }
        assertThat(redis.command("HKEYS", "sluice:{" + namespace + "}:settings"))
                .isEqualTo(List.of("kept"));
        assertThat(node.bean(Restoration.class).condition(namespace).isComplete())
                .isTrue();
    }

    /** Removals of {@code gone/0} and so on, of eight days ago. */
    private void removeLongAgo(Namespace namespace, int many) {
        var removals = IntStream.range(0, many)
                .mapToObj(i -> new Entry.Tombstone(new SettingName("gone/" + i), ago(8), "alice", null))
                .toList();
        for (int begin = 0; begin < many; begin += 500) {
            node.merge(namespace, removals.subList(begin, Math.min(begin + 500, many)));
        }
    }

    private static Entry longAgo(String name, int days) {
        return new Entry.Present(
                new SettingName(name), new SettingValue(Integer.toString(days)), ago(days), "alice", null);
    }

    private static Revision ago(int days) {
        return new Revision(
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minus(Duration.ofDays(days))));
    }

    private Run run(String job, Namespace namespace) {
        return node.await(node.runs()
                .start(new RunRequest(job, new RunScope(namespace), new Trigger(Trigger.Kind.OPERATOR, "olga"))));
    }
}
