package io.sluice.batch.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

@Tag("servers")
class HistoryIT {
    private final BatchNode node = BatchNode.shared();

    @Test
    void drainWhenChangedManyTimesThenEveryChangeIsThereWithOldAndNew() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.put(namespace, "a", "2");
        node.remove(namespace, "a");
        node.put(namespace, "a", "3");

        node.drain(namespace);

        assertThat(history(namespace))
                .containsExactly("a null->1 present", "a 1->2 present", "a 2->null tombstone", "a null->3 present");
        assertThat(node.count(
                        "SELECT COUNT(*) FROM readable_history WHERE namespace = ? AND author = 'alice'"
                                + " AND reason = 'a test' AND request_id <> ''",
                        namespace.text()))
                .isEqualTo(4);
    }

    @Test
    void drainWhenRepeatedAfterALostAcknowledgementThenEveryChangeIsThereOnce() {
        var namespace = node.namespace();
        node.write(namespace, put("a", "1"), put("b", "1"));
        // The first acknowledgement is that of the entries, the second that of the history.
        var acknowledgement = new AtomicInteger();
        var failed = node.backlog()
                .hooked(
                        () -> {
                            if (acknowledgement.incrementAndGet() == 2) {
                                throw new IllegalStateException("Redis is gone");
                            }
                        },
                        () -> node.drain(namespace));
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.error()).contains("2 records of the history");
        assertThat(history(namespace)).hasSize(2);
        assertThat(node.backlog().state(namespace).historyPending()).isEqualTo(2);

        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);

        assertThat(history(namespace)).hasSize(2);
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    @Test
    void addWhenRecordsAreThereThenTheyStayAsTheyAre() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        var records = node.backlog().history(namespace, null, 10);
        var table = new HistoryTable(node.jdbc());
        table.add(namespace, records);
        node.jdbc().update("UPDATE setting_history SET author = 'first' WHERE namespace = ?", namespace.text());

        table.add(namespace, records);

        assertThat(node.count(
                        "SELECT COUNT(*) FROM setting_history WHERE namespace = ? AND author = 'first'",
                        namespace.text()))
                .isOne();
        assertThat(table.position(namespace)).isEqualTo(records.get(0).id());
    }

    @Test
    void drainWhenTheStreamHasBegunAnewThenItsRecordsFollowAndNoneIsLost() {
        var namespace = node.namespace();
        for (int i = 0; i < 5; i++) {
            node.put(namespace, "a", "" + i);
        }
        node.drain(namespace);
        var redis = RedisServer.shared();
        for (var key : List.of("settings", "feed", "dirty", "tombstones", "history", "meta")) {
            redis.command("DEL", "sluice:{" + namespace + "}:" + key);
        }
        node.put(namespace, "b", "1");
        node.put(namespace, "b", "2");

        node.drain(namespace);

        assertThat(history(namespace)).hasSize(7).endsWith("b null->1 present", "b 1->2 present");
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    @Test
    void drainWhenTheStreamIsLostThenFailsAndSaysSoUntilItGoesOn() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.put(namespace, "a", "2");
        RedisServer.shared().command("DEL", "sluice:{" + namespace + "}:history");

        var failed = node.drain(namespace);

        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.error()).contains("history of namespace " + namespace + ": 2 records pending");
        assertThat(node.backlog().state(namespace).dirty()).isZero();
        node.put(namespace, "a", "3");
        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(history(namespace)).containsExactly("a 2->3 present");
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    private List<String> history(Namespace namespace) {
        return node.jdbc()
                .query(
                        "SELECT name, old_value, new_value, kind FROM readable_history WHERE namespace = ?"
                                + " ORDER BY revision, sequence",
                        (row, number) -> "%s %s->%s %s"
                                .formatted(
                                        row.getString("name"),
                                        row.getString("old_value"),
                                        row.getString("new_value"),
                                        row.getString("kind")),
                        namespace.text());
    }

    private static Change put(String name, String json) {
        return new Change.Put(new SettingName(name), new SettingValue(json));
    }
}
