package io.sluice.faults.load;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Every call and its answer. Thread-safe. */
public final class Journal {
    private static final Clock CLOCK = Clock.systemUTC();

    private final List<Recorded> calls = new ArrayList<>();

    /** Microseconds since 1970: what revisions are, as long as they follow the clock. */
    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, CLOCK.instant());
    }

    synchronized void add(Recorded call) {
        calls.add(call);
    }

    public synchronized List<Recorded> calls() {
        return List.copyOf(calls);
    }
}
