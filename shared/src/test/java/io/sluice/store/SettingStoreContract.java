package io.sluice.store;

import static io.sluice.store.TestStore.AUTHOR;
import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.TraceParent;
import io.sluice.store.WriteResult.Applied;
import io.sluice.store.WriteResult.Conflict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every {@link SettingStore} does. */
public abstract class SettingStoreContract {
    protected final Namespace namespace = newNamespace();

    protected abstract SettingStore settings();

    /** Another one, within these limits. */
    protected abstract SettingStore settings(StoreLimits limits);

    /** All that there is of the namespace, to tell whether anything has changed. */
    protected abstract Object held();

    @Test
    void writeWhenNewThenReadGivesItsEntries() {
        var applied = applied(put("a", "1"), put("b", "2"));
        assertThat(applied.created()).containsExactlyInAnyOrder(new SettingName("a"), new SettingName("b"));
        assertThat(applied.head().position().offset()).isEqualTo(2);
        var revision = applied.head().revision();
        assertThat(applied.entries()).containsExactly(present("a", "1", revision), present("b", "2", revision));
        assertThat(read("a")).isEqualTo(applied.entries().get(0));
        assertThat(read("b")).isEqualTo(applied.entries().get(1));
        assertThat(settings().read(namespace, new SettingName("c"))).isEmpty();
    }

    @Test
    void writeWhenRepeatedlyThenRevisionsGrowAndOffsetsAreDense() {
        var first = applied(put("a", "1"));
        var second = applied(put("a", "2"), put("b", "2"));
        var third = applied(remove("a"));
        assertThat(second.head().revision().isAfter(first.head().revision())).isTrue();
        assertThat(third.head().revision().isAfter(second.head().revision())).isTrue();
        assertThat(third.head().position().offset()).isEqualTo(4);
        assertThat(third.head().position().epoch())
                .isEqualTo(first.head().position().epoch());
        assertThat(second.created()).containsExactly(new SettingName("b"));
    }

    @Test
    void writeWhenRemovingThenLeavesATombstone() {
        applied(put("a", "1"));
        var removed = applied(remove("a"), remove("never-there"));
        assertThat(removed.created()).isEmpty();
        var revision = removed.head().revision();
        assertThat(read("a")).isEqualTo(new Entry.Tombstone(new SettingName("a"), revision, AUTHOR, "a test"));
        assertThat(read("never-there")).isInstanceOf(Entry.Tombstone.class);
        var again = applied(put("a", "2"));
        assertThat(again.created()).containsExactly(new SettingName("a"));
        assertThat(read("a")).isEqualTo(again.entries().get(0));
    }

    @Test
    void writeWhenAnyExpectationFailsThenNothingChangesAndAllConflictsAreTold() {
        var there = applied(put("a", "1"), put("gone", "1"));
        applied(remove("gone"));
        var before = held();
        var result = settings()
                .write(set(
                        namespace,
                        put("a", "2", Expectation.at(new Revision(7))),
                        put("b", "2", Expectation.at(new Revision(7))),
                        put("c", "2"),
                        put("gone", "2", Expectation.PRESENT),
                        put("a2", "2", Expectation.ABSENT)));
        assertThat(result).isInstanceOf(Conflict.class);
        var conflicts = ((Conflict) result).conflicts();
        assertThat(conflicts).extracting(found -> found.name().text()).containsExactly("a", "b", "gone");
        assertThat(conflicts.get(0).entry()).isEqualTo(there.entries().get(0));
        assertThat(conflicts.get(1).entry()).isNull();
        assertThat(conflicts.get(2).entry()).isInstanceOf(Entry.Tombstone.class);
        assertThat(held()).isEqualTo(before);
    }

    @Test
    void writeWhenGuardsHoldThenTheyAreNeitherWrittenNorTold() {
        var guard = applied(put("guard", "1"));
        var result = guarded(Map.of(
                new SettingName("guard"),
                Expectation.at(guard.head().revision()),
                new SettingName("never"),
                Expectation.ABSENT));
        assertThat(result).isInstanceOf(Applied.class);
        assertThat(((Applied) result).entries())
                .extracting(entry -> entry.name().text())
                .containsExactly("a", "b");
        assertThat(((Applied) result).head().position().offset()).isEqualTo(3);
        assertThat(read("guard")).isEqualTo(guard.entries().get(0));
        assertThat(settings().read(namespace, new SettingName("never"))).isEmpty();
    }

    @Test
    void writeWhenAGuardFailsThenNothingChangesAndItIsToldWithTheOtherConflicts() {
        var guard = applied(put("guard", "1"), put("a", "0"));
        var before = held();
        var result = guarded(Map.of(new SettingName("guard"), Expectation.ABSENT));
        assertThat(result).isInstanceOf(Conflict.class);
        assertThat(((Conflict) result).conflicts())
                .containsExactly(
                        new WriteResult.Found(
                                new SettingName("a"), guard.entries().get(1)),
                        new WriteResult.Found(
                                new SettingName("guard"), guard.entries().get(0)));
        assertThat(held()).isEqualTo(before);
    }

    @Test
    void writeWhenARepetitionHasOtherGuardsThenTheFirstAnswer() {
        var changes = set(namespace, put("a", "1"));
        var first = settings().write(changes);
        var name = new SettingName("never");
        var again = new ChangeSet(
                namespace, changes.changes(), changes.origin(), Map.of(name, Expectation.at(new Revision(1))));
        assertThat(settings().write(again)).isEqualTo(first);
    }

    private WriteResult guarded(Map<SettingName, Expectation> guards) {
        var changes = set(namespace, put("a", "1", Expectation.ABSENT), put("b", "1"));
        return settings().write(new ChangeSet(namespace, changes.changes(), changes.origin(), guards));
    }

    @Test
    void writeWhenThereIsSomethingThenExpectingNothingFails() {
        var there = applied(put("a", "1"));
        assertThat(settings().write(set(namespace, put("a", "2", Expectation.ABSENT))))
                .isEqualTo(new Conflict(List.of(new WriteResult.Found(
                        new SettingName("a"), there.entries().get(0)))));
    }

    @Test
    void writeWhenRemovedThenExpectingTheRevisionOfTheRemovalFails() {
        var removed = applied(remove("a"));
        assertThat(settings()
                        .write(set(
                                namespace,
                                put("a", "2", Expectation.at(removed.head().revision())))))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void writeWhenExpectationsHoldThenApplies() {
        var first = applied(put("a", "1", Expectation.ABSENT));
        applied(put("a", "2", Expectation.at(first.head().revision())));
        applied(new Change.Remove(new SettingName("a"), Expectation.PRESENT));
        applied(put("a", "3", Expectation.ABSENT));
    }

    @Test
    void writeWhenRequestIsRepeatedThenHasOneEffectAndTheFirstAnswer() {
        var request = set(namespace, put("a", "1"));
        var first = settings().write(request);
        applied(put("a", "2"));
        var before = held();
        assertThat(first).isInstanceOf(Applied.class);
        assertThat(settings().write(request)).isEqualTo(first);
        assertThat(held()).isEqualTo(before);
    }

    @Test
    void writeWhenRepeatedAsPartOfAnotherTraceThenHasNoOtherEffect() {
        var origin = new Origin(AUTHOR, null, new RequestId("r-1"));
        var first = settings().write(new ChangeSet(namespace, List.of(put("a", "1")), origin.within(trace("01"))));
        assertThat(first).isInstanceOf(Applied.class);
        var before = held();
        for (var other : Arrays.asList(trace("02"), null)) {
            assertThat(settings().write(new ChangeSet(namespace, List.of(put("a", "1")), origin.within(other))))
                    .isEqualTo(first);
        }
        assertThat(held()).isEqualTo(before);
    }

    private static TraceParent trace(String end) {
        return new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e47" + end + "-00f067aa0ba902b7-01");
    }

    @Test
    void writeWhenRequestIdIsUsedForAnotherRequestThenRefuses() {
        var origin = new Origin(AUTHOR, null, new RequestId("r-1"));
        assertThat(settings().write(new ChangeSet(namespace, List.of(put("a", "1")), origin)))
                .isInstanceOf(Applied.class);
        var before = held();
        var byAnother = new Origin("bob", null, origin.requestId());
        for (var other : List.of(
                new ChangeSet(namespace, List.of(put("a", "2")), origin),
                new ChangeSet(namespace, List.of(put("a", "1", Expectation.PRESENT)), origin),
                new ChangeSet(namespace, List.of(put("a", "1")), byAnother))) {
            assertThat(settings().write(other)).isInstanceOf(WriteResult.RequestIdReused.class);
        }
        assertThat(held()).isEqualTo(before);
    }

    @Test
    void writeWhenRequestIdIsUsedInAnotherNamespaceThenTheyAreTwo() {
        var origin = new Origin(AUTHOR, null, new RequestId("r-1"));
        for (var each : List.of(namespace, newNamespace())) {
            assertThat(settings().write(new ChangeSet(each, List.of(put("a", "1")), origin)))
                    .isInstanceOf(Applied.class);
            assertThat(settings().read(each, new SettingName("a"))).isPresent();
        }
    }

    @Test
    void writeWhenNamespaceIsFullThenRefusesOnlyNewNames() {
        var settings = settings(new StoreLimits(Duration.ofMinutes(1), 1000, 2));
        settings.write(set(namespace, put("a", "1"), remove("b")));
        assertThat(settings.write(set(namespace, put("a", "2"), put("c", "1"))))
                .isEqualTo(new WriteResult.NamespaceFull(2));
        assertThat(settings.write(set(namespace, put("a", "2"), put("b", "2")))).isInstanceOf(Applied.class);
        // What was brought back is taken beyond the limit, and can be changed as well.
        assertThat(settings.merge(namespace, List.of(present("c", "1", new Revision(5)))))
                .isEqualTo(1);
        assertThat(settings.write(set(namespace, put("c", "2")))).isInstanceOf(Applied.class);
    }

    @Test
    void writeWhenCalledByManyThenRevisionsAreUniqueAndOffsetsDense() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Applied>> writes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                var name = "n" + i % 7;
                writes.add(() -> applied(put(name, "1"), put(name + "x", "2")));
            }
            var revisions = new ArrayList<Revision>();
            var offsets = new ArrayList<Long>();
            for (var done : threads.invokeAll(writes)) {
                revisions.add(done.get().head().revision());
                offsets.add(done.get().head().position().offset());
            }
            assertThat(revisions).doesNotHaveDuplicates();
            assertThat(offsets)
                    .doesNotHaveDuplicates()
                    .allMatch(offset -> offset % 2 == 0)
                    .contains(400L);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void mergeWhenEntriesAreNewerThenTakesThemAtTheirRevisions() {
        var written = applied(put("a", "1"), put("b", "1"), put("c", "1")).head();
        var newer = present("a", "2", new Revision(written.revision().micros() + 3_600_000_000L));
        var removed = new Entry.Tombstone(
                new SettingName("b"), new Revision(written.revision().micros() + 5), AUTHOR, null);
        var old = present("c", "0", new Revision(5));
        var lost = present("d", "0", new Revision(6));
        assertThat(settings().merge(namespace, List.of(newer, removed, old, lost)))
                .isEqualTo(3);
        assertThat(read("a")).isEqualTo(newer);
        assertThat(read("b")).isEqualTo(removed);
        assertThat(read("c").revision()).isEqualTo(written.revision());
        assertThat(read("d")).isEqualTo(lost);
        var next = applied(put("e", "1")).head();
        assertThat(next.position().offset()).isEqualTo(7);
        assertThat(next.revision().isAfter(newer.revision())).isTrue();
    }

    @Test
    void mergeWhenRepeatedThenChangesNothing() {
        var lost = List.of(present("a", "1", new Revision(5)), present("b", "1", new Revision(6)));
        assertThat(settings().merge(namespace, lost)).isEqualTo(2);
        var before = held();
        assertThat(settings().merge(namespace, lost)).isZero();
        assertThat(settings().merge(namespace, List.of())).isZero();
        assertThat(held()).isEqualTo(before);
    }

    @Test
    void mergeWhenANameComesTwiceThenTheNewerStays() {
        settings().merge(namespace, List.of(present("a", "9", new Revision(9)), present("a", "5", new Revision(5))));
        assertThat(read("a").revision()).isEqualTo(new Revision(9));
    }

    @Test
    void mergeWhenThereAreTooManyThenRefuses() {
        var many = Collections.nCopies(ChangeSet.MAX_CHANGES + 1, present("a", "1", new Revision(1)));
        assertThatThrownBy(() -> settings().merge(namespace, many)).isInstanceOf(IllegalArgumentException.class);
    }

    protected final Applied applied(Change... changes) {
        var result = settings().write(set(namespace, changes));
        assertThat(result).isInstanceOf(Applied.class);
        return (Applied) result;
    }

    protected final Entry read(String name) {
        return settings().read(namespace, new SettingName(name)).orElseThrow();
    }

    private static Entry.Present present(String name, String json, Revision revision) {
        return new Entry.Present(new SettingName(name), new SettingValue(json), revision, AUTHOR, "a test");
    }
}
