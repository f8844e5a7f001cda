package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.TraceParent;
import io.sluice.store.WriteResult.Applied;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class BacklogIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    private final Namespace namespace = newNamespace();
    private final Backlog backlog = STORE.backlog();

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void stateWhenNothingWasWrittenThenIsEmpty() {
        assertThat(backlog.state(namespace)).isEqualTo(new BacklogState(0, 0, null, 0, 0));
        assertThat(backlog.state(namespace).isEmpty()).isTrue();
        assertThat(backlog.peek(namespace).entries()).isEmpty();
    }

    @Test
    void stateWhenWrittenThenCountsEntriesOnceAndChangesAll() {
        var first = write(put("a", "1"));
        write(put("a", "2"), put("b", "1"));
        assertThat(backlog.state(namespace))
                .isEqualTo(new BacklogState(2, 2, first.head().revision(), 0, 3));
    }

    @Test
    void peekWhenThereIsMoreThanAPageThenPagesAreWholeAndDisjoint() {
        for (int begin = 0; begin < 2500; begin += 250) {
            var changes = new Change[250];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = put("n" + (begin + i), "1");
            }
            write(changes);
        }
        var page = backlog.peek(namespace);
        assertThat(page.entries()).hasSize(1000);
        List<Entry> all = new ArrayList<>(page.entries());
        write(put("late", "1"));
        while (page.cursor() != null) {
            page = backlog.next(namespace, page);
            all.addAll(page.entries());
        }
        assertThat(all)
                .hasSize(2500)
                .doesNotHaveDuplicates()
                .noneMatch(entry -> entry.name().text().equals("late"));
    }

    @Test
    void peekWhenWritesArePartOfATraceThenThePageHasThatOfTheLastOfEachName() {
        writeIn(trace("01"), put("a", "1"), put("b", "1"), put("c", "1"));
        writeIn(trace("02"), remove("b"));
        writeIn(null, put("c", "2"));
        var page = backlog.peek(namespace);
        assertThat(page.entries()).hasSize(3);
        assertThat(page.traces())
                .isEqualTo(Map.of(new SettingName("a"), trace("01"), new SettingName("b"), trace("02")));
        // They are in the history as well, and nobody who reads that minds.
        assertThat(backlog.history(namespace, null, 10)).hasSize(5);
    }

    private void writeIn(@Nullable TraceParent trace, Change... changes) {
        var set = set(namespace, changes);
        STORE.settings()
                .write(new ChangeSet(namespace, set.changes(), set.origin().within(trace)));
    }

    private static TraceParent trace(String end) {
        return new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e47" + end + "-00f067aa0ba902b7-01");
    }

    @Test
    void peekWhenOneChangeSetGoesBeyondThePageThenThePageHoldsAllOfIt() {
        write(put("first", "1"));
        var changes = new Change[1000];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = put("n" + i, "1");
        }
        write(changes);
        write(put("last", "1"));
        var page = backlog.peek(namespace);
        assertThat(page.entries()).hasSize(1001);
        page = backlog.next(namespace, page);
        assertThat(page.entries()).extracting(entry -> entry.name().text()).containsExactly("last");
        assertThat(page.cursor()).isNull();
    }

    @Test
    void acknowledgeWhenUnchangedThenIsClean() {
        var written = write(put("a", "1"), remove("b"));
        assertThat(backlog.peek(namespace).entries()).isEqualTo(written.entries());
        assertThat(acknowledge(written)).isEqualTo(2);
        assertThat(backlog.state(namespace).dirty()).isZero();
        assertThat(acknowledge(written)).isZero();
    }

    @Test
    void d4AcknowledgeWhenChangedSinceThenStaysDirtyFromThere() {
        var old = write(put("a", "1"));
        var newer = write(put("a", "2"));
        assertThat(acknowledge(old)).isZero();
        var state = backlog.state(namespace);
        assertThat(state.dirty()).isEqualTo(1);
        assertThat(state.oldest()).isEqualTo(new Revision(old.head().revision().micros() + 1));
        assertThat(backlog.peek(namespace).entries()).isEqualTo(newer.entries());
        assertThat(acknowledge(newer)).isEqualTo(1);
    }

    @Test
    void d4AcknowledgeWhenReplayedLaterThenRemovesNothing() {
        var old = write(put("a", "1"));
        acknowledge(old);
        write(put("a", "2"));
        assertThat(acknowledge(old)).isZero();
        assertThat(backlog.state(namespace).dirty()).isEqualTo(1);
    }

    @Test
    void acknowledgeHistoryWhenOfAnotherLifeOfTheStreamThenNothingIsForgotten() {
        for (int i = 0; i < 5; i++) {
            write(put("a", "" + i));
        }
        var newest = backlog.history(namespace, null, 10).get(4).id();
        var lost = new HistoryRecord.Id(new Revision(newest.revision().micros() + 1), newest.sequence() + 10);

        backlog.acknowledgeHistory(namespace, lost, 0);

        assertThat(backlog.state(namespace).historyPending()).isEqualTo(5);
        assertThat(backlog.history(namespace, null, 10)).hasSize(5);
    }

    @Test
    void historyWhenRecordsAreLargeThenFewOfThemAreRead() {
        var value = "\"" + "x".repeat(200_000) + "\"";
        for (int i = 0; i < 25; i++) {
            write(put("a", value));
        }

        var page = backlog.history(namespace, null, 1000);

        assertThat(page).hasSizeBetween(8, 14);
        assertThat(backlog.history(namespace, page.get(page.size() - 1).id(), 3))
                .hasSize(3);
    }

    @Test
    void acknowledgeWhenAChangeSetOverlapsWithAnotherThenItsNamesKeepOneSince() {
        var a = write(put("a", "1"));
        var b = write(put("b", "1"));
        var both = write(put("a", "2"), put("b", "2"));
        var aAgain = write(put("a", "3"));
        Map<SettingName, Revision> archived = new HashMap<>();
        archived.put(new SettingName("a"), a.head().revision());
        archived.put(new SettingName("b"), b.head().revision());
        assertThat(backlog.acknowledge(namespace, archived)).isZero();
        assertThat(since("a"))
                .isEqualTo(since("b"))
                .isEqualTo(b.head().revision().micros() + 1);
        assertThat(backlog.peek(namespace).entries())
                .containsExactlyInAnyOrder(
                        aAgain.entries().get(0), both.entries().get(1));
    }

    @Test
    void acknowledgeWhenReadAtSeveralMomentsThenNothingIsDirtySinceAfterItsOwnChange() {
        var a = write(put("a", "1"));
        var newer = write(put("a", "2"));
        var b = write(put("b", "1"));
        backlog.acknowledge(
                namespace,
                Map.of(
                        new SettingName("a"),
                        a.head().revision(),
                        new SettingName("b"),
                        b.head().revision()));
        assertThat(since("a")).isEqualTo(newer.head().revision().micros());
    }

    @Test
    void pagesWhenChangeSetsReachAcrossThemThenNoneIsSplit() {
        var rare = new Change[1000];
        for (int i = 0; i < rare.length; i++) {
            rare[i] = put("old" + i, "1");
        }
        for (var change : rare) {
            write(change);
        }
        // Dirty first and last of all, and once in the middle.
        write(put("old0", "2"), put("new", "2"));
        write(put("old999", "2"), put("newer", "2"), put("old500", "2"));
        assertThat(pagesOf("old0", "new")).hasSize(1);
        assertThat(pagesOf("old999", "newer", "old500")).hasSize(1);
        assertThat(pagesOf("old0", "old999", "old998")).hasSize(2);
    }

    @Test
    void pagesWhenAChangeSetIsMadeWhileItsNamesAreArchivedThenItIsNotSplit() {
        for (int i = 0; i < 1500; i++) {
            write(put("n" + i, "1"));
        }
        var page = backlog.peek(namespace);
        write(put("n3", "2"), put("n7", "2"), put("fresh", "2"));
        write(put("n7", "3"));
        var later = new Change[1000];
        for (int i = 0; i < later.length; i++) {
            later[i] = put("later" + i, "1");
        }
        for (var change : later) {
            write(change);
        }
        backlog.acknowledge(namespace, page.entries().stream().collect(Collectors.toMap(Entry::name, Entry::revision)));
        assertThat(since("n3")).isEqualTo(since("n7"));
        assertThat(pagesOf("n3", "n7")).hasSize(1);
    }

    /** The pages that the names are on. */
    private Set<Integer> pagesOf(String... names) {
        var pages = new TreeSet<Integer>();
        var wanted = Set.of(names);
        var page = backlog.peek(namespace);
        for (int number = 0; ; number++) {
            if (page.entries().stream()
                    .anyMatch(entry -> wanted.contains(entry.name().text()))) {
                pages.add(number);
            }
            if (page.cursor() == null) {
                return pages;
            }
            page = backlog.next(namespace, page);
        }
    }

    private long since(String name) {
        return Long.parseLong(String.valueOf(REDIS.command("ZSCORE", "sluice:{" + namespace + "}:dirty", name)));
    }

    @Test
    void historyWhenReadInPartsThenGivesEveryChangeOnceInOrder() {
        var first = write(put("a", "1"));
        var second = write(put("a", "2"), put("b", "1"));
        var third = write(remove("a"));
        var begin = backlog.history(namespace, null, 2);
        var rest = backlog.history(namespace, begin.get(1).id(), 10);
        assertThat(begin).hasSize(2);
        assertThat(rest).hasSize(2);
        assertThat(begin.get(0).entry()).isEqualTo(first.entries().get(0));
        assertThat(begin.get(0).old()).isNull();
        assertThat(begin.get(1).entry()).isEqualTo(second.entries().get(0));
        assertThat(begin.get(1).old()).isEqualTo(first.entries().get(0));
        assertThat(rest.get(1).entry()).isEqualTo(third.entries().get(0));
        assertThat(rest).extracting(record -> record.id().sequence()).containsExactly(3L, 4L);
    }

    @Test
    void acknowledgeHistoryWhenDoneThenOnlyTheRecentPartStays() {
        for (int i = 0; i < 10; i++) {
            write(put("a", String.valueOf(i)));
        }
        var records = backlog.history(namespace, null, 8);
        backlog.acknowledgeHistory(namespace, records.get(7).id(), 3);
        assertThat(backlog.state(namespace).historyPending()).isEqualTo(2);
        assertThat(backlog.history(namespace, null, 100))
                .extracting(record -> record.id().sequence())
                .containsExactly(6L, 7L, 8L, 9L, 10L);
        backlog.acknowledgeHistory(namespace, records.get(2).id(), 3);
        assertThat(backlog.state(namespace).historyPending()).isEqualTo(2);
    }

    private int acknowledge(Applied written) {
        Map<SettingName, Revision> archived = new HashMap<>();
        written.entries().forEach(entry -> archived.put(entry.name(), entry.revision()));
        return backlog.acknowledge(namespace, archived);
    }

    private Applied write(Change... changes) {
        return (Applied) STORE.settings().write(set(namespace, changes));
    }
}
