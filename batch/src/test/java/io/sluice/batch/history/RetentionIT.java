package io.sluice.batch.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

@Tag("servers")
class RetentionIT {
    private static final BatchNode NODE = BatchNode.start(
            RedisServer.shared(),
            DatabaseServer.shared().freshSchema("retention_it"),
            "spring.quartz.auto-startup=false",
            "sluice.history.retention=30d");

    private final BatchNode node = NODE;
    private final Namespace namespace = node.namespace();
    private final Archived archived = new Archived(node, namespace);
    private final HistoryArchive archive = node.bean(HistoryArchive.class);
    private final long now =
            ChronoUnit.MICROS.between(Instant.EPOCH, Clock.systemUTC().instant());

    @AfterAll
    static void stop() {
        NODE.close();
    }

    @Test
    void purgeWhenAChangeIsOldAndAnotherOldOneCameBehindItThenDropped() {
        archived.change(10, "a", "1", null, null)
                .change(20, "a", "2", 10L, "1")
                .change(30, "b", "3", null, null)
                .change(now, "a", "4", 20L, "2");

        var run = purge();

        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(rows()).containsExactly("20 a", "30 b", now + " a");
        assertThat(archive.since(namespace)).contains(new Revision(20));
    }

    @Test
    void purgeWhenARemovalIsOldThenItGoesTooButNotTheNewestChangeOfAll() {
        archived.change(10, "a", "1", null, null)
                .change(20, "a", null, 10L, "1")
                .change(30, "b", "1", null, null)
                .change(40, "b", null, 30L, "1");

        purge();

        assertThat(rows()).containsExactly("40 b");
        assertThat(archive.since(namespace)).contains(new Revision(40));
    }

    @Test
    void purgeWhenNothingIsSuperfluousThenTheHistoryIsWhole() {
        archived.change(10, "a", "1", null, null).change(now, "a", "2", 10L, "1");

        purge();

        assertThat(rows()).hasSize(2);
        assertThat(archive.since(namespace)).isEmpty();
    }

    @Test
    void purgeWhenRepeatedThenNothingElseAndWhatHasBecomeOldLaterIsDroppedThen() {
        archived.change(10, "a", "1", null, null).change(20, "a", "2", 10L, "1");
        purge();
        purge();
        assertThat(rows()).containsExactly("20 a");
        node.jdbc().update("UPDATE history_kept SET swept = 25 WHERE namespace = ?", namespace.text());
        archived.change(30, "a", "3", 20L, "2");

        purge();

        assertThat(rows()).containsExactly("30 a");
        assertThat(archive.since(namespace)).contains(new Revision(30));
    }

    @Test
    void purgeWhenOneNameHasManyChangesThenOneOldOneIsLeft() {
        node.jdbc()
                .update(
                        """
                INSERT INTO setting_history (namespace, revision, sequence, name, kind, old_value, old_revision, new_value,
                                             author, reason, request_id, changed_at)
                SELECT ?, 10 + n.i, n.i, 'hot', 'present', NULL, NULL, '1', 'alice', NULL, 'r', UTC_TIMESTAMP(6)
                FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS i FROM %1$s a, %1$s b, %1$s c, %1$s e) n
                """.formatted(
                                        "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
                                                + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)"),
                        (Object) namespace.text().getBytes(StandardCharsets.UTF_8));

        assertThat(purge().status()).isEqualTo(BatchStatus.COMPLETED);

        assertThat(rows()).containsExactly("10009 hot");
    }

    @Test
    void purgeWhenTwoDoItAtOnceThenBothEndWellAndTheSameIsLeft() {
        for (int i = 0; i < 3000; i++) {
            archived.change(10 + i, "n" + i % 100, "1", null, null);
        }

        var one = node.runs().start(request(RunScope.ALL));
        var other = node.runs().start(request(new RunScope(namespace)));

        assertThat(node.await(one).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(node.await(other).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(rows()).hasSize(100);
        assertThat(archive.since(namespace)).contains(new Revision(3009));
    }

    /** The law that all of it is for. */
    @Test
    void purgeWhenDoneThenEveryMomentSinceIsToldAsBefore() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var values = new HashMap<String, String>();
        var revisions = new HashMap<String, Long>();
        for (long revision = 10; revision < 400; revision += 1 + random.nextInt(3)) {
            var name = "n" + random.nextInt(12);
            var value = random.nextInt(4) == 0 ? null : Long.toString(revision);
            archived.change(revision, name, value, revisions.get(name), values.get(name));
            archived.entry(revision, name, value);
            values.put(name, value);
            revisions.put(name, revision);
        }
        archived.change(now, "n0", "1", revisions.get("n0"), values.get("n0")).entry(now, "n0", "1");
        var before = new TreeMap<Long, List<PastSetting>>();
        for (long at = 1; at < 420; at++) {
            before.put(at, at(at));
        }

        purge();

        assertThat(rows()).hasSizeLessThan(14);
        long since = archive.since(namespace).orElseThrow().micros();
        before.tailMap(since).forEach((at, settings) -> {
            assertThat(at(at)).as("at %d, seed %d", at, seed).isEqualTo(settings);
            assertThat(unproven(at)).as("at %d, seed %d", at, seed).isEmpty();
        });
    }

    private List<PastSetting> at(long at) {
        return node.bean(PastSettings.class)
                .page(namespace, new Revision(at), "", null, 1000)
                .settings();
    }

    private List<?> unproven(long at) {
        return node.bean(PastSettings.class)
                .page(namespace, new Revision(at), "", null, 1000)
                .unproven();
    }

    private Run purge() {
        return node.await(node.runs().start(request(new RunScope(namespace))));
    }

    private static RunRequest request(RunScope scope) {
        return new RunRequest("purge", scope, new Trigger(Trigger.Kind.OPERATOR, "olga"));
    }

    private List<String> rows() {
        return node.jdbc()
                .queryForList(
                        "SELECT CONCAT(revision, ' ', name) FROM readable_history WHERE namespace = ? ORDER BY revision",
                        String.class,
                        namespace.text());
    }
}
