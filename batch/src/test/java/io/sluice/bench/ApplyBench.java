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
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** One change into a large replica, beside one into a small one. */
final class ApplyBench {
    private static final Namespace NAMESPACE = new Namespace("bench");
    private static final int LARGE = 1_000_000;
    private static final int SMALL = 1_000;
    private static final int CHANGES = 200_000;

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
    }

    private static double nanos(Snapshot snapshot, int size) {
        var random = new Random(1);
        var changes = random.ints(CHANGES, 0, size)
                .mapToObj(i -> entry(i, 2_000_000_000_000_000L))
                .toList();
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
