package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class HistoryIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.as(RedisUsers.API, REDIS.host(), REDIS.port());
    private static final RedisStore ARCHIVE = TestStore.as(RedisUsers.BATCH, REDIS.host(), REDIS.port());

    private final Namespace namespace = newNamespace();
    private final History history = STORE.history();

    @AfterAll
    static void closeStore() {
        STORE.close();
        ARCHIVE.close();
    }

    @Test
    void beforeWhenNothingWasWrittenThenNothingIsKept() {
        var page = history.before(namespace, null, null, 10);
        assertThat(page.records()).isEmpty();
        assertThat(page.oldest()).isNull();
        assertThat(page.next()).isNull();
    }

    @Test
    void beforeWhenPagedThenEveryRecordOnceNewestFirst() {
        write(put("a", "1"), put("b", "\"é😀\""));
        write(remove("a"));
        write(put("a", "{\"x\":[null,1.50]}"));
        var first = history.before(namespace, null, null, 3);
        assertThat(first.records()).extracting(change -> change.id().sequence()).containsExactly(4L, 3L, 2L);
        assertThat(first.records().get(0).entry())
                .isInstanceOfSatisfying(
                        Entry.Present.class,
                        entry -> assertThat(entry.value()).isEqualTo(new SettingValue("{\"x\":[null,1.50]}")));
        assertThat(first.records().get(0).old()).isInstanceOf(Entry.Tombstone.class);
        assertThat(first.records().get(1).entry()).isInstanceOf(Entry.Tombstone.class);
        assertThat(first.records().get(2).old()).isNull();
        var last = history.before(namespace, null, first.next(), 3);
        assertThat(last.records()).extracting(change -> change.id().sequence()).containsExactly(1L);
        assertThat(last.next()).isNull();
        assertThat(last.oldest()).isEqualTo(last.records().get(0).id()).isEqualTo(first.oldest());
    }

    @Test
    void beforeWhenThePageEndsAtTheOldestThenThereIsNoNextOne() {
        write(put("a", "1"), put("b", "1"));
        assertThat(history.before(namespace, null, null, 2).next()).isNull();
        assertThat(history.before(namespace, null, null, 1).next()).isNotNull();
    }

    @Test
    void beforeWhenOfOneNameThenOnlyThat() {
        write(put("a", "1"), put("b", "1"));
        write(put("b", "2"));
        write(put("a", "2"));
        var page = history.before(namespace, new SettingName("b"), null, 10);
        assertThat(page.records()).extracting(change -> change.id().sequence()).containsExactly(3L, 2L);
        assertThat(page.oldest())
                .isNotNull()
                .extracting(HistoryRecord.Id::sequence)
                .isEqualTo(1L);
        assertThat(history.before(namespace, new SettingName("never"), null, 10).records())
                .isEmpty();
    }

    @Test
    void beforeWhenTheNameIsRareThenTheCostIsBoundedAndTheEndIsReached() {
        write(put("rare", "1"));
        for (int round = 0; round < 12; round++) {
            write(thousand(round));
        }
        var page = history.before(namespace, new SettingName("rare"), null, 10);
        assertThat(page.records()).isEmpty();
        assertThat(page.next())
                .isNotNull()
                .extracting(HistoryRecord.Id::sequence)
                .isEqualTo(2002L);
        var rest = history.before(namespace, new SettingName("rare"), page.next(), 10);
        assertThat(rest.records()).hasSize(1);
        assertThat(rest.next()).isNull();
    }

    @Test
    void beforeWhenValuesAreLargeThenAllAreReadInSeveralCalls() {
        for (int i = 0; i < 40; i++) {
            write(put("large", "\"" + i + "x".repeat(200_000) + "\""));
        }
        assertThat(history.before(namespace, null, null, 40).records()).hasSize(40);
    }

    @Test
    void beforeWhenTheOldestWereForgottenThenItSaysHowFarItReaches() {
        write(put("a", "1"));
        write(put("a", "2"));
        write(put("a", "3"));
        var all = history.before(namespace, null, null, 10).records();
        ARCHIVE.backlog().acknowledgeHistory(namespace, all.get(0).id(), 1);
        var page = history.before(namespace, null, null, 10);
        assertThat(page.records()).containsExactly(all.get(0));
        assertThat(page.oldest()).isEqualTo(all.get(0).id());
    }

    @Test
    void beforeWhenARecordIsNotSluicesThenItSaysSo() {
        REDIS.command("XADD", "sluice:{" + namespace + "}:history", "*", "name", "a");
        assertThatThrownBy(() -> history.before(namespace, null, null, 10)).isInstanceOf(UnreadableException.class);
    }

    private void write(Change... changes) {
        assertThat(STORE.settings().write(set(namespace, changes))).isInstanceOf(WriteResult.Applied.class);
    }

    private static Change[] thousand(int round) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < 1000; i++) {
            changes.add(put("n" + i, Integer.toString(round)));
        }
        return changes.toArray(Change[]::new);
    }
}
