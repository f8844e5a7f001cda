package io.sluice.batch.run;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * The runs of jobs, of all nodes. Thread-safe. Every method throws {@link org.springframework.dao.DataAccessException}
 * when the database is away or refuses.
 *
 * <p>When the node stops, its runs end the page that they have in hand.
 */
public final class Runs implements SmartLifecycle {
    /** Behind that of the scheduler, so that nothing starts what is being stopped; ahead of all others. */
    private static final int PHASE = Integer.MAX_VALUE - 1;

    private static final long LOOK_MILLIS = 50;

    private final Launcher launcher;
    private final RunTables tables;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Runs(Launcher launcher, RunTables tables, Clock clock) {
        this.launcher = launcher;
        this.tables = tables;
        this.clock = clock;
    }

    /** The names of the jobs that there are, in order. */
    public Set<String> jobs() {
        return new TreeSet<>(launcher.jobs().keySet());
    }

    /** Starts a run, which goes on by itself, or joins the one that is under way for the same scope. */
    public Admission start(RunRequest request) {
        return launcher.start(request);
    }

    public Optional<Run> find(long id) {
        return tables.find(id);
    }

    /** Runs, the newest first. */
    public List<Run> list(RunQuery query) {
        return tables.list(query);
    }

    /**
     * Waits for a run, of whatever node, to end.
     *
     * @param limit how long at most; the wait also ends when this node stops
     * @return the run as it is then
     */
    public Run await(long id, Duration limit) throws InterruptedException {
        var until = clock.instant().plus(limit);
        var run = tables.find(id).orElseThrow();
        while (run.isRunning() && clock.instant().isBefore(until)) {
            if (stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return run;
            }
            run = tables.find(id).orElseThrow();
        }
        return run;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        launcher.stop();
        stopped.countDown();
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
