package io.sluice.bench;

import io.sluice.servers.Heap;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a replica takes of the heap with all it holds, beside a map of the same entries by their names. */
final class MemoryBench {
    private static final int SETTINGS = 1_000_000;

    private MemoryBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        rounds.compare(
                "%,d settings of 100 bytes".formatted(SETTINGS),
                "MB",
                Target.atMost(1.3),
                () -> megabytes(MemoryBench::snapshot),
                () -> megabytes(MemoryBench::map));
        results.count(
                "memory",
                "MB of the entries themselves",
                Math.round(megabytes(() -> entries().toList())));
    }

    private static double megabytes(Supplier<Object> making) {
        long before = Heap.held();
        var held = making.get();
        try {
            return (Heap.held() - before) / 1e6;
        } finally {
            Reference.reachabilityFence(held);
        }
    }

    private static Snapshot snapshot() {
        var reached = new Head(new Position(new Epoch("1-0000000a"), 1), new Revision(SETTINGS));
        return Snapshot.empty(new Namespace("bench")).merge(entries().toList(), reached);
    }

    private static Map<String, Entry> map() {
        var map = new HashMap<String, Entry>();
        entries().forEach(entry -> map.put(entry.name().text(), entry));
        return map;
    }

    private static Stream<Entry> entries() {
        return IntStream.rangeClosed(1, SETTINGS).mapToObj(MemoryBench::entry);
    }

    private static Entry entry(int i) {
        return new Entry.Present(
                new SettingName("limits.of.service-%06d.max".formatted(i)),
                new SettingValue("{\"value\":\"%s%08d\"}".formatted("x".repeat(80), i)),
                new Revision(i),
                "alice",
                null);
    }
}
