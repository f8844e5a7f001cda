package io.sluice.api.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.definition.Definitions;
import io.sluice.definition.Target;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeLogTests {
    private static final Namespace NAMESPACE = new Namespace("shop");
    private static final Epoch EPOCH = new Epoch("5-00000000");
    private static final Epoch LATER = new Epoch("6-00000000");
    private static final long LARGEST = 10_000;
    private static final List<SettingName> NAMES = List.of(new Target("a").setting());

    private final ChangeLog log = new ChangeLog(5, moment -> Definitions.none());
    private Snapshot snapshot = Snapshot.empty(NAMESPACE);

    @Test
    void atWhenNothingIsKnownThenNothing() {
        assertThat(log.at(ChangeLog.NOWHERE)).isInstanceOf(Step.Nothing.class);
        assertThat(log.resume(position(EPOCH, 1))).isEqualTo(ChangeLog.NOWHERE);
    }

    @Test
    void atWhenNowhereThenWholeAndFromThereOnEveryChangeOnce() {
        write(EPOCH, 1, put("a", 1));
        var whole = (Step.Whole) log.at(ChangeLog.NOWHERE);
        assertThat(whole.snapshot()).isSameAs(snapshot);
        write(EPOCH, 2, put("a", 2));
        write(EPOCH, 4, put("b", 3), put("c", 3));
        assertThat(offsets(whole.next())).containsExactly(2L, 4L);
        assertThat(log.isLost(whole.next())).isFalse();
    }

    @Test
    void addWhenMoreThanAreKeptThenTheOldestAreLost() {
        write(EPOCH, 1, put("a", 1));
        long place = ((Step.Whole) log.at(ChangeLog.NOWHERE)).next();
        for (int i = 2; i <= 6; i++) {
            write(EPOCH, i, put("a", i));
        }
        assertThat(log.isLost(place)).isFalse();
        write(EPOCH, 7, put("a", 7));
        assertThat(log.isLost(place)).isTrue();
        assertThat(log.at(place)).isInstanceOf(Step.Lost.class);
        assertThat(offsets(log.resume(position(EPOCH, 2)))).containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(log.resume(position(EPOCH, 1))).isEqualTo(ChangeLog.NOWHERE);
    }

    @Test
    void dropWhenRepeatedThenTheCostComesToNothing() {
        write(EPOCH, 1, put("a", 1));
        write(EPOCH, 2, put("a", 2));
        write(EPOCH, 3, put("a", 3));
        assertThat(log.cost()).isGreaterThan(2 * ChangeRecord.OVERHEAD);
        log.drop();
        log.drop();
        assertThat(log.cost()).isZero();
        log.drop();
        assertThat(log.cost()).isZero();
    }

    @Test
    void resumeWhenThePositionIsInsideOfAChangeThenThatChangeAgain() {
        write(EPOCH, 1, put("a", 1));
        write(EPOCH, 4, put("a", 2), put("b", 3), put("c", 4));
        write(EPOCH, 5, put("a", 5));
        assertThat(offsets(log.resume(position(EPOCH, 3)))).containsExactly(4L, 5L);
        assertThat(offsets(log.resume(position(EPOCH, 4)))).containsExactly(5L);
        assertThat(offsets(log.resume(position(EPOCH, 5)))).isEmpty();
    }

    @Test
    void resumeWhenTheClientIsAheadThenFromHereOn() {
        write(EPOCH, 1, put("a", 1));
        assertThat(log.isBehind(position(EPOCH, 2))).isTrue();
        assertThat(log.isBehind(position(LATER, 1))).isTrue();
        assertThat(log.isBehind(position(EPOCH, 1))).isFalse();
        assertThat(log.isBehind(position(new Epoch("4-00000000"), 9))).isFalse();
        long place = log.resume(position(EPOCH, 2));
        assertThat(log.at(place)).isInstanceOf(Step.Nothing.class);
        assertThat(log.resume(position(new Epoch("4-00000000"), 9))).isEqualTo(ChangeLog.NOWHERE);
    }

    @Test
    void addWhenTheEpochIsAnotherThenWhole() {
        write(EPOCH, 1, put("a", 1));
        long place = ((Step.Whole) log.at(ChangeLog.NOWHERE)).next();
        write(EPOCH, 2, put("a", 2));
        write(LATER, 1, put("a", 3));
        assertThat(log.at(place)).isInstanceOf(Step.Whole.class);
        assertThat(log.isLost(place)).isFalse();
        assertThat(log.cost()).isZero();
        write(LATER, 2, put("a", 4));
        assertThat(offsets(log.resume(position(LATER, 1)))).containsExactly(2L);
    }

    @Test
    void addWhenANameIsGoneWithoutATombstoneThenWhole() {
        write(EPOCH, 1, put("a", 1));
        long place = ((Step.Whole) log.at(ChangeLog.NOWHERE)).next();
        var without = Snapshot.empty(NAMESPACE).merge(List.of(put("b", 2)), head(EPOCH, 2));
        log.add(snapshot, without, snapshot.differences(without), LARGEST);
        assertThat(log.at(place)).isInstanceOf(Step.Whole.class);
    }

    @Test
    void addWhenTheChangeIsTooLargeThenWhole() {
        write(EPOCH, 1, put("a", 1));
        long place = ((Step.Whole) log.at(ChangeLog.NOWHERE)).next();
        var many = new Entry[1000];
        for (int i = 0; i < many.length; i++) {
            many[i] = put("n" + i, 2);
        }
        write(EPOCH, 1001, many);
        assertThat(log.at(place)).isInstanceOf(Step.Whole.class);
    }

    @Test
    void addWhenOnlyTheHeadMovedThenAChangeWithoutEntries() {
        write(EPOCH, 1, put("a", 1));
        long place = ((Step.Whole) log.at(ChangeLog.NOWHERE)).next();
        var moved = snapshot.merge(List.of(), head(EPOCH, 2));
        assertThat(log.add(snapshot, moved, List.of(), LARGEST)).isTrue();
        assertThat(log.add(moved, moved, List.of(), LARGEST)).isFalse();
        assertThat(offsets(place)).containsExactly(2L);
    }

    /** The last offsets of the changes from a place on. */
    @Test
    void addWhenOtherValuesAreSecretThenNobodyIsToldWhatWasBefore() {
        var known = new ChangeLog(5, moment -> Definitions.none().with(moment, NAMES));
        var before = snapshot;
        before = add(known, before, 1, put("a", 1));
        before = add(known, before, 2, put("a", 2));
        assertThat(known.resume(position(EPOCH, 1))).isNotEqualTo(ChangeLog.NOWHERE);
        before = add(known, before, 3, definition("{\"schema\":true,\"secret\":true}", 3));
        assertThat(known.resume(position(EPOCH, 1))).isEqualTo(ChangeLog.NOWHERE);
        assertThat(known.at(known.resume(position(EPOCH, 2)))).isInstanceOf(Step.Whole.class);
        before = add(known, before, 4, definition("{\"schema\":false,\"secret\":true}", 4));
        assertThat(known.at(known.resume(position(EPOCH, 3)))).isInstanceOf(Step.Changed.class);
        add(known, before, 5, definition("{\"schema\":false}", 5));
        assertThat(known.resume(position(EPOCH, 3))).isEqualTo(ChangeLog.NOWHERE);
    }

    private static Snapshot add(ChangeLog log, Snapshot before, long offset, Entry entry) {
        var after = before.merge(List.of(entry), head(EPOCH, offset));
        log.add(before, after, List.of(entry.name()), LARGEST);
        return after;
    }

    private static Entry definition(String json, long revision) {
        return new Entry.Present(NAMES.get(0), new SettingValue(json), new Revision(revision), "olga", null);
    }

    private List<Long> offsets(long place) {
        var offsets = new ArrayList<Long>();
        while (log.at(place) instanceof Step.Changed changed) {
            offsets.add(changed.change().after().position().offset());
            place++;
        }
        assertThat(log.at(place)).isInstanceOf(Step.Nothing.class);
        return offsets;
    }

    private void write(Epoch epoch, long offset, Entry... entries) {
        var next = snapshot.merge(List.of(entries), head(epoch, offset));
        log.add(snapshot, next, List.of(entries).stream().map(Entry::name).toList(), LARGEST);
        snapshot = next;
    }

    private static Entry put(String name, long revision) {
        return new Entry.Present(new SettingName(name), new SettingValue("1"), new Revision(revision), "alice", null);
    }

    private static Position position(Epoch epoch, long offset) {
        return new Position(epoch, offset);
    }

    private static Head head(Epoch epoch, long offset) {
        return new Head(position(epoch, offset), new Revision(1000 + offset));
    }
}
