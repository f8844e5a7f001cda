package io.sluice.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** All that is measured. */
@SuppressWarnings("ImmutableEnumChecker") // what runs are static methods
enum Bench {
    /** Admin writes at the store, as many callers at once. */
    WRITES(WritesBench::run),

    /** Reads out of memory. */
    READS(ReadsBench::run),

    /** What a replica takes of the heap. */
    MEMORY(MemoryBench::run),

    /** From the start of an api node until it is ready. */
    START(StartBench::run),

    /** Admin writes through HTTP, as many callers at once. */
    HTTP(HttpBench::run),

    /** From a write until many have applied it. */
    FANOUT(FanOutBench::run),

    /** One change to a replica, whatever its size. */
    APPLY(ApplyBench::run),

    /** Catching up, and starting for the first time. */
    CATCHUP(CatchUpBench::run),

    /** A whole run of the drain. */
    DRAIN(DrainBench::run),

    /** Writes while a whole fleet comes back. */
    RECONNECT(ReconnectBench::run),

    /** What Redis and MySQL are asked to do. */
    COUNTS(CountsBench::run),

    /** Writes that several masters share. */
    CLUSTER(ClusterBench::run),

    /** What settings take up, in Redis and in a replica. */
    FOOTPRINT(FootprintBench::run),

    /** Beside nodes that poll the database. */
    POLLING(PollingBench::run);

    private final Run run;

    Bench(Run run) {
        this.run = run;
    }

    private interface Run {
        void run(Rounds rounds, Results results) throws Exception;
    }

    /** As it is called on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    void run(Results results) throws Exception {
        run.run(new Rounds(word(), results), results);
    }

    /** Those of these names, separated by commas; all if there is none. */
    static List<Bench> named(String names) {
        if (names.isBlank()) {
            return List.of(values());
        }
        return Arrays.stream(names.split(","))
                .map(name -> valueOf(name.trim().toUpperCase(Locale.ROOT)))
                .toList();
    }
}
