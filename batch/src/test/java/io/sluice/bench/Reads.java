package io.sluice.bench;

import io.sluice.client.LiveSettings;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/** What {@link ReadsBench} measures, each in a process of its own; public as JMH needs it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 2, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 1, time = 600, timeUnit = TimeUnit.MILLISECONDS)
public class Reads {
    private static final Namespace NAMESPACE = new Namespace("bench");

    /** All names in random order, over and over; equal to those that are held, and other objects. */
    @State(Scope.Benchmark)
    public static class Names {
        @Param({"10000", "1000000"})
        int size;

        private String[] names = {};
        private int next;

        @Setup
        public void shuffle() {
            var numbers = IntStream.range(0, size).boxed().collect(Collectors.toList());
            Collections.shuffle(numbers, new Random(1));
            names = numbers.stream().map(Reads::name).toArray(String[]::new);
        }

        String next() {
            next = next + 1 < size ? next + 1 : 0;
            return names[next];
        }
    }

    /** A snapshot where a replica keeps it. */
    @State(Scope.Benchmark)
    public static class Replica {
        private volatile Snapshot snapshot = Snapshot.empty(NAMESPACE);

        @Setup
        public void fill(Names names) {
            snapshot = snapshot(settings(names.size));
        }
    }

    /** The same settings in a map. */
    @State(Scope.Benchmark)
    public static class PlainMap {
        private final Map<String, Entry.Present> map = new ConcurrentHashMap<>();

        @Setup
        public void fill(Names names) {
            settings(names.size).forEach(setting -> map.put(setting.name().text(), setting));
        }
    }

    /** Settings that follow a replica. */
    @State(Scope.Benchmark)
    public static class Live {
        private final LiveSettings settings =
                new LiveSettings(List.of(NAMESPACE), JsonMapper.shared(), Duration.ofSeconds(10), Clock.systemUTC());

        @Setup
        public void fill(Names names) {
            var all = settings(names.size);
            var changed = all.stream().map(Entry::name).toList();
            settings.follower().changed(Snapshot.empty(NAMESPACE), snapshot(all), changed);
            // The first read of a name converts its value.
            changed.forEach(name -> Objects.requireNonNull(settings.get(name.text(), Integer.class)));
        }
    }

    /** The same values, as numbers, in a map. */
    @State(Scope.Benchmark)
    public static class NumberMap {
        private final Map<String, Integer> map = new ConcurrentHashMap<>();

        @Setup
        public void fill(Names names) {
            for (int i = 0; i < names.size; i++) {
                map.put(name(i), i);
            }
        }
    }

    @Benchmark
    public int replica(Names names, Replica replica) {
        return length(replica.snapshot.find(names.next()));
    }

    @Benchmark
    public int map(Names names, PlainMap map) {
        return length(map.map.get(names.next()));
    }

    @Benchmark
    public int typed(Names names, Live live) {
        return Objects.requireNonNull(live.settings.get(names.next(), Integer.class));
    }

    @Benchmark
    public int numbers(Names names, NumberMap map) {
        return Objects.requireNonNull(map.map.get(names.next()));
    }

    private static int length(Entry.@Nullable Present setting) {
        return Objects.requireNonNull(setting).value().json().length();
    }

    private static Snapshot snapshot(List<Entry.Present> settings) {
        var last = settings.get(settings.size() - 1).revision();
        return Snapshot.empty(NAMESPACE).merge(settings, new Head(new Position(new Epoch("1-0000000a"), 1), last));
    }

    private static List<Entry.Present> settings(int size) {
        return IntStream.range(0, size).mapToObj(Reads::setting).toList();
    }

    private static Entry.Present setting(int i) {
        return new Entry.Present(
                new SettingName(name(i)), new SettingValue(String.valueOf(i)), new Revision(i + 1), "alice", null);
    }

    private static String name(int i) {
        return "service-" + i % 100 + "/limit-" + i;
    }
}
