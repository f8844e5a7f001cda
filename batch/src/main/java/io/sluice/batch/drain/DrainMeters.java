package io.sluice.batch.drain;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what drains do. Thread-safe. */
final class DrainMeters {
    private final Counter written;
    private final Counter superseded;
    private final Counter quarantined;

    DrainMeters(MeterRegistry registry) {
        written = counter(registry, "written");
        superseded = counter(registry, "superseded");
        quarantined = counter(registry, "quarantined");
    }

    void count(EntryArchive.Outcome outcome) {
        written.increment(outcome.written());
        superseded.increment(outcome.superseded());
        quarantined.increment(outcome.quarantined());
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("sluice.drain.entries")
                .description("dirty entries that drains have taken up, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }
}
