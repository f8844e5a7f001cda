package io.sluice.batch.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

/** What can come between a change and its place in the archive. */
class HistoryFaultsIT {
    private final BatchNode node = BatchNode.shared();
    private final Namespace namespace = node.namespace();

    @Test
    void drainWhenTheClockHasGoneBackThenWhatIsOlderThanTheArchiveIsArchivedToo() {
        var first = node.put(namespace, "a", "1");
        node.drain(namespace);
        long ahead = first.micros() + 3_600_000_000L;
        new Archived(node, namespace).sequence(first.micros()).change(ahead, "a", "0", null, null);
        for (var key : List.of("settings", "feed", "dirty", "tombstones", "history", "meta")) {
            RedisServer.shared().command("DEL", "sluice:{" + namespace + "}:" + key);
        }
        var written = new ArrayList<>(List.of(first));
        for (int i = 0; i < 3; i++) {
            written.add(node.put(namespace, "b", "" + i));
            assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(node.backlog().state(namespace).historyPending()).isZero();
        }

        written.add(new Revision(ahead));
        assertThat(revisions()).isEqualTo(written);
    }

    @Test
    void drainWhenARecordIsRefusedThenThoseBeforeItAreArchivedAndOtherNamespacesToo() {
        var other = node.namespace();
        node.put(namespace, "good", "1");
        node.put(namespace, "bad", "1");
        node.put(namespace, "good", "2");
        node.put(other, "a", "1");
        node.jdbc()
                .execute(
                        "CREATE TRIGGER refuse_bad BEFORE INSERT ON setting_history FOR EACH ROW IF NEW.name = 'bad' THEN"
                                + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not that one'; END IF");
        try {
            var failed = node.await(node.start(RunScope.ALL));

            assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
            assertThat(failed.error())
                    .contains("history of namespace " + namespace)
                    .contains("of bad is refused (45000: not that one)");
            assertThat(names(namespace)).containsExactly("good");
            assertThat(names(other)).containsExactly("a");
            assertThat(node.backlog().state(namespace).historyPending()).isEqualTo(2);
            assertThat(node.backlog().state(namespace).dirty()).isZero();
            assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.FAILED);
        } finally {
            node.jdbc().execute("DROP TRIGGER refuse_bad");
        }

        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(names(namespace)).containsExactly("good", "bad", "good");
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    @Test
    void drainWhenSomethingElseIsInTheStreamThenItStopsThereSaysSoAndGoesOnOnceItIsGone() {
        var other = node.namespace();
        var first = node.put(namespace, "a", "1");
        var foreign = (first.micros() + 1) + "-1";
        RedisServer.shared().command("XADD", "sluice:{" + namespace + "}:history", foreign, "what", "ever");
        var second = node.put(namespace, "a", "2");
        node.put(other, "a", "1");

        var failed = node.await(node.start(RunScope.ALL));

        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.error()).contains("history of namespace " + namespace).contains("history record " + foreign);
        assertThat(revisions()).containsExactly(first);
        assertThat(names(other)).containsExactly("a");

        RedisServer.shared().command("XDEL", "sluice:{" + namespace + "}:history", foreign);
        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(revisions()).containsExactly(first, second);
    }

    @Test
    void drainWhenChangeSetsAreLargerThanAPageThenEachIsArchivedAsAWhole() {
        for (int i = 0; i < 3; i++) {
            var value = "" + i;
            node.write(
                    namespace,
                    IntStream.range(0, 600)
                            .mapToObj(n -> new Change.Put(new SettingName("n" + n), new SettingValue(value)))
                            .toArray(Change[]::new));
        }
        var counts = new CopyOnWriteArrayList<Long>();

        node.backlog().hooked(() -> counts.add(count()), () -> node.drain(namespace));

        assertThat(counts).allMatch(count -> count % 600 == 0).contains(600L, 1800L);
    }

    @Test
    void drainWhenRecordsTogetherAreLargerThanAPacketThenAllAreArchived() throws SQLException {
        try (var database = DatabaseServer.launch()) {
            try (var root = database.root();
                    var statement = root.createStatement()) {
                statement.execute("SET GLOBAL max_allowed_packet = 1048576");
            }
            var url = database.freshSchema("packets");
            try (var small = BatchNode.start(
                    RedisServer.shared(), url, "spring.quartz.auto-startup=false", "sluice.drain.workers=1")) {
                var large = small.namespace();
                var value = "\"" + "x".repeat(200_000) + "\"";
                for (int i = 0; i < 30; i++) {
                    small.put(large, "a", value.replace("xx", "x" + i % 10));
                }

                assertThat(small.drain(large).status()).isEqualTo(BatchStatus.COMPLETED);

                assertThat(small.count("SELECT COUNT(*) FROM readable_history WHERE namespace = ?", large.text()))
                        .isEqualTo(30);
                assertThat(small.backlog().state(large).isEmpty()).isTrue();
            }
        }
    }

    private long count() {
        return node.count("SELECT COUNT(*) FROM readable_history WHERE namespace = ?", namespace.text());
    }

    private List<String> names(Namespace of) {
        return node.jdbc()
                .queryForList(
                        "SELECT name FROM readable_history WHERE namespace = ? ORDER BY revision, sequence",
                        String.class,
                        of.text());
    }

    private List<Revision> revisions() {
        return node.jdbc()
                .query(
                        "SELECT revision FROM readable_history WHERE namespace = ? ORDER BY revision, sequence",
                        (row, number) -> new Revision(row.getLong("revision")),
                        namespace.text());
    }
}
