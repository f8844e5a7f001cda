package io.sluice.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTests {
    private static final Namespace NAMESPACE = new Namespace("shop");
    private static final Epoch EPOCH = new Epoch("1-00000000");

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,20", "4,200", "5,5000", "6,20000"})
    void mergeWhenEntriesComeInAnyOrderThenHoldsTheHighestRevisionOfEach(long seed, int atOnce) {
        var random = new Random(seed);
        Map<String, Entry> model = new HashMap<>();
        var snapshot = Snapshot.empty(NAMESPACE);
        var older = snapshot;
        var olderModel = Set.<Entry>of();
        for (int i = 0; i < 20_000; ) {
            List<Entry> entries = new ArrayList<>();
            for (int more = 1 + random.nextInt(atOnce); more > 0; more--) {
                // "Aa" and "BB" have one hash code: names of them collide by the thousand.
                var name = random.nextBoolean() ? "n" + random.nextInt(3000) : colliding(random);
                int revision = 1 + random.nextInt(50);
                var entry = random.nextInt(5) == 0 ? removed(name, revision) : put(name, revision);
                model.merge(name, entry, (held, newer) -> newer.supersedes(held) ? newer : held);
                entries.add(entry);
            }
            i += entries.size();
            snapshot = snapshot.merge(entries, head(i));
            if (random.nextInt(10) == 0) {
                older = snapshot;
                olderModel = Set.copyOf(model.values());
            }
        }
        assertThat(all(older)).hasSameSizeAs(olderModel).containsAll(olderModel);
        for (var expected : model.values()) {
            assertThat(snapshot.entry(expected.name())).as("seed %d", seed).isEqualTo(expected);
        }
        assertThat(snapshot.size()).isEqualTo((int)
                model.values().stream().filter(Entry.Present.class::isInstance).count());
        var all = all(snapshot);
        assertThat(all).containsExactlyInAnyOrderElementsOf(model.values());
        var walked = new ArrayList<Entry>();
        snapshot.iterator().forEachRemaining(walked::add);
        assertThat(walked).containsExactlyElementsOf(all);
        assertThat(Snapshot.empty(NAMESPACE).iterator().hasNext()).isFalse();
    }

    private static List<Entry> all(Snapshot snapshot) {
        var all = new ArrayList<Entry>();
        snapshot.forEach(all::add);
        return all;
    }

    @Test
    void mergeWhenDoneThenOlderSnapshotIsUnchanged() {
        var before = Snapshot.empty(NAMESPACE).merge(List.of(put("a", 1)), head(1));
        var after = before.merge(List.of(removed("a", 2), put("b", 2)), head(3));
        assertThat(before.find("a")).isEqualTo(put("a", 1));
        assertThat(before.find("b")).isNull();
        assertThat(after.find("a")).isNull();
        assertThat(after.entry(new SettingName("a"))).isEqualTo(removed("a", 2));
        assertThat(after.size()).isEqualTo(1);
    }

    @Test
    void pageWhenReadToTheEndThenGivesEveryNameOnceInOrder() {
        var snapshot = Snapshot.empty(NAMESPACE);
        for (int i = 0; i < 250; i++) {
            snapshot = snapshot.merge(List.of(put("p/" + i, 1), put("q/" + i, 1)), head(i + 1));
        }
        snapshot = snapshot.merge(List.of(removed("p/17", 2)), head(300));
        List<String> names = new ArrayList<>();
        var page = snapshot.page("p/", null, 100);
        while (!page.isEmpty()) {
            page.forEach(setting -> names.add(setting.name().text()));
            page = snapshot.page("p/", names.get(names.size() - 1), 100);
        }
        assertThat(names).hasSize(249).isSorted().doesNotHaveDuplicates().allMatch(name -> name.startsWith("p/"));
    }

    private static String colliding(Random random) {
        var name = new StringBuilder("x");
        for (int i = 0; i < 6; i++) {
            name.append(random.nextBoolean() ? "Aa" : "BB");
        }
        return name.toString();
    }

    private static Entry.Present put(String name, long revision) {
        return new Entry.Present(
                new SettingName(name), new SettingValue("\"" + revision + "\""), new Revision(revision), "alice", null);
    }

    private static Entry.Tombstone removed(String name, long revision) {
        return new Entry.Tombstone(new SettingName(name), new Revision(revision), "alice", null);
    }

    private static Head head(long offset) {
        return new Head(new Position(EPOCH, offset), new Revision(offset));
    }
}
