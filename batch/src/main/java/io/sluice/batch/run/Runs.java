package io.sluice.batch.run;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

    private static final int LOOKS_PER_CHECK = 20;

    private final Launcher launcher;
    private final RunTables tables;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Runs(Launcher launcher, RunTables tables, Clock clock) {
        this.launcher = launcher;
        this.tables = tables;
        this.clock = clock;
    }

    /** What this node is called, as in the records of the runs that it carries out. */
    public String node() {
        return launcher.node();
    }

    /** The names of the jobs that there are, in order. */
    public Set<String> jobs() {
        return new TreeSet<>(launcher.jobs().keySet());
    }

    /**
     * Goes on with a run that has failed or was stopped.
     *
     * @param trigger who asks
     * @param reason in his words; null for none
     */
    public Intervention restart(long id, Trigger trigger, @Nullable String reason) {
        return launcher.restart(id, trigger, reason);
    }

    /** Lets a run end behind the page that it has in hand, on whatever node. */
    public Intervention stop(long id) {
        return launcher.stop(id);
    }

    /** Closes the record of a run whose process died; a living one is left alone. */
    public Intervention recover(long id) {
        return launcher.recover(id);
    }

    /** The first findings of a run; empty if it has none, or there is no such run. */
    public List<Finding> findings(long id) {
        return tables.findings(id);
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
     * Waits for a run, of whatever node, to end. One whose process died meanwhile ends with that.
     *
     * @param limit how long at most; the wait also ends when this node stops
     * @return the run as it is then
     */
    public Run await(long id, Duration limit) throws InterruptedException {
        var until = clock.instant().plus(limit);
        var run = tables.find(id).orElseThrow();
        for (int looks = 1; run.isRunning() && clock.instant().isBefore(until); looks++) {
            if (stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return run;
            }
            if (looks % LOOKS_PER_CHECK == 0) {
                // Else one whose process died, or whose end could not be recorded, would be waited for in vain.
                launcher.recoverIfDead(id);
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
