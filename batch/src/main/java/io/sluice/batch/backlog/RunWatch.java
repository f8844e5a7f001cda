package io.sluice.batch.backlog;

import io.sluice.batch.run.DaemonThread;
import io.sluice.batch.run.Failures;
import io.sluice.batch.run.LastRuns;
import io.sluice.batch.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Looks every few seconds how the last runs went, for all who want to know. Thread-safe. */
@Component
final class RunWatch implements SmartInitializingSingleton, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** The database may take as long as its connection's timeout to say that it is away. */
    private static final Duration STALE = Duration.ofSeconds(45);

    private static final String DRAIN = "drain";

    private final LastRuns runs;
    private final Clock clock;
    private final ScheduledExecutorService thread = DaemonThread.scheduled("sluice-runs");
    private volatile Seen seen = new Seen(null, null);

    RunWatch(LastRuns runs, Clock clock) {
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * How the last runs went, when it was looked at.
     *
     * @param at by the clock of this node
     * @param successes since when a run of each job last completed, by that clock; without jobs of which none did
     * @param failure the last run of the drain, if it failed; else null
     */
    record Outcomes(
            Instant at,
            Map<String, Instant> successes,
            @Nullable Run failure) {}

    private record Seen(
            @Nullable Outcomes outcomes, @Nullable String trouble) {}

    /** As it was last seen; empty before the first time, and while the database cannot be asked. */
    Optional<Outcomes> last() {
        return Optional.ofNullable(seen.outcomes()).filter(outcomes -> isFresh(outcomes.at()));
    }

    /** Why there is nothing. */
    String trouble() {
        var why = seen.trouble();
        return why == null ? "the database has not answered yet" : why;
    }

    @Override
    public void afterSingletonsInstantiated() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            var ages = runs.successes();
            var failure = runs.failure(DRAIN).orElse(null);
            var now = clock.instant();
            var successes = new HashMap<String, Instant>();
            ages.forEach((job, age) -> successes.put(job, now.minus(age)));
            if (seen.trouble() != null) {
                LOG.info("runs: can be read again");
            }
            seen = new Seen(new Outcomes(now, Map.copyOf(successes), failure), null);
        } catch (RuntimeException e) {
            if (seen.trouble() == null) {
                LOG.info("runs: cannot be read, tried again; {}", Failures.causes(e));
            }
            seen = new Seen(null, Failures.causes(e));
        }
    }

    private boolean isFresh(Instant at) {
        return Duration.between(at, clock.instant()).compareTo(STALE) < 0;
    }
}
