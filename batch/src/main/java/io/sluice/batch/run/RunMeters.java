package io.sluice.batch.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import org.springframework.batch.core.BatchStatus;

/** Times the runs that end on this node, by job and status. Thread-safe. */
final class RunMeters {
    private final MeterRegistry registry;

    RunMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    private enum Status {
        COMPLETED,
        STOPPED,
        FAILED;

        /** One whose outcome is not known has failed. */
        static Status of(BatchStatus status) {
            if (status.isUnsuccessful()) {
                return FAILED;
            }
            return status == BatchStatus.COMPLETED ? COMPLETED : STOPPED;
        }
    }

    /** Shows a job before its first run ends: of a count that is new, nobody sees that it has grown. */
    void expect(String job) {
        for (var status : Status.values()) {
            timer(job, status);
        }
    }

    void ended(String job, BatchStatus status, Duration took) {
        timer(job, Status.of(status)).record(took);
    }

    private Timer timer(String job, Status status) {
        return Timer.builder("sluice.run.duration")
                .description("Runs that have ended on this node, and how long they took")
                .tag("job", job)
                .tag("status", status.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
