package io.sluice.batch.run;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;

/**
 * Tells a run that goes on from one whose process died: a process says again and again which runs it carries out. All of
 * it by the clock of the database, so that clocks of nodes do not matter. Thread-safe.
 */
final class SignsOfLife implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignsOfLife.class);

    private final RunTables tables;
    private final String node;
    private final Duration deadAfter;
    private final Map<Long, JobExecution> own = new ConcurrentHashMap<>();
    private final ScheduledExecutorService pulse = DaemonThread.scheduled("run-pulse");

    SignsOfLife(RunTables tables, String node, RunProperties properties) {
        this.tables = tables;
        this.node = node;
        this.deadAfter = properties.deadAfter();
        long every = properties.pulse().toMillis();
        var unused = pulse.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.MILLISECONDS);
    }

    /** What this process is called. */
    String node() {
        return node;
    }

    /** Runs that this process has begun, and which have not ended as far as it knows. */
    Collection<JobExecution> own() {
        own.values().removeIf(execution -> !execution.isRunning());
        return own.values();
    }

    void begin(JobExecution execution) {
        own.put(execution.getId(), execution);
        tables.begin(execution.getId(), node);
    }

    /** Whether the process that carries out a run lives, as far as can be told. */
    boolean isAlive(long run) {
        var mine = own.get(run);
        // One of this process that has ended may be about to record that.
        return (mine != null && mine.isRunning()) || tables.silence(run).compareTo(deadAfter) < 0;
    }

    /** Since when there was none. */
    Duration silence(long run) {
        return tables.silence(run);
    }

    @Override
    public void close() {
        pulse.shutdownNow();
    }

    private void beat() {
        try {
            var running = own().stream().map(JobExecution::getId).toList();
            if (!running.isEmpty()) {
                tables.seen(running);
            }
        } catch (RuntimeException e) {
            // The database is away. The runs notice that by themselves.
            LOG.debug("no sign of life given; {}", Failures.causes(e));
        }
    }
}
