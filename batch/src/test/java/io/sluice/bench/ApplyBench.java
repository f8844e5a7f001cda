package io.sluice.bench;

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
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** One change into a large replica, beside one into a small one. */
final class ApplyBench {
    private static final Namespace NAMESPACE = new Namespace("bench");
    private static final int LARGE = 1_000_000;
    private static final int SMALL = 1_000;
    private static final int CHANGES = 200_000;
    private static final int MAP_ROUNDS = 9;

    private ApplyBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        var large = filled(LARGE);
        var small = filled(SMALL);
        rounds.compare(
                "1 change to 1,000,000, beside 1,000",
                "ns",
                Target.atMost(2),
                () -> nanos(large, LARGE),
                () -> nanos(small, SMALL));
        var largeMap = map(large);
        var smallMap = map(small);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < MAP_ROUNDS; i++) {
            ratios.add(nanos(largeMap, LARGE) / nanos(smallMap, SMALL));
        }
        results.count(
                "apply",
                "the same for a ConcurrentHashMap, where a change goes to one place",
                String.format(Locale.ROOT, "%.2f", new Figures(ratios).median()));
    }

    private static Map<SettingName, Entry> map(Snapshot snapshot) {
        var map = new ConcurrentHashMap<SettingName, Entry>();
        snapshot.forEach(entry -> map.put(entry.name(), entry));
        return map;
    }

    private static double nanos(Map<SettingName, Entry> map, int size) {
        var changes = changes(size);
        long begun = System.nanoTime();
        for (var change : changes) {
            map.put(change.name(), change);
        }
        long took = System.nanoTime() - begun;
        if (map.size() != size) {
            throw new IllegalStateException("settings: %d (expected: %d)".formatted(map.size(), size));
        }
        return (double) took / CHANGES;
    }

    private static List<Entry.Present> changes(int size) {
        return new Random(1)
                .ints(CHANGES, 0, size)
                .mapToObj(i -> entry(i, 2_000_000_000_000_000L))
                .toList();
    }

    private static double nanos(Snapshot snapshot, int size) {
        var changes = changes(size);
        var current = snapshot;
        long begun = System.nanoTime();
        for (var change : changes) {
            current = current.merge(List.of(change), head(change.revision()));
        }
        long took = System.nanoTime() - begun;
        if (current.size() != size) {
            throw new IllegalStateException("settings: %d (expected: %d)".formatted(current.size(), size));
        }
        return (double) took / CHANGES;
    }

    private static Snapshot filled(int size) {
        var entries = IntStream.range(0, size)
                .mapToObj(i -> entry(i, 1_000_000_000_000_000L))
                .toList();
        return Snapshot.empty(NAMESPACE).merge(entries, head(new Revision(1_000_000_000_000_000L + size)));
    }

    private static Entry.Present entry(int i, long from) {
        return new Entry.Present(
                new SettingName("service-%d/limit-%d".formatted(i % 100, i)),
                new SettingValue("{\"max\":" + i + "}"),
                new Revision(from + i),
                "alice",
                null);
    }

    private static Head head(Revision revision) {
        return new Head(new Position(new Epoch("1-0000000a"), 1), revision);
    }
}
