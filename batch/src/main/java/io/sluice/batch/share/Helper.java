package io.sluice.batch.share;

import io.sluice.batch.backlog.BacklogWatch;
import io.sluice.batch.backlog.Look;
import io.sluice.batch.run.DaemonThread;
import io.sluice.batch.run.Failures;
import io.sluice.batch.run.NodeName;
import io.sluice.batch.run.RunProperties;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Brings nodes together, twice a second: asks for those who offer help with a large run of this node, and offers help with
 * that of another one. It asks the database only while there is such a run here, or while the last look at the backlog has
 * shown more than the workers of one node have in hand at once. Thread-safe.
 */
final class Helper implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Helper.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    /** As that of the runs. */
    private static final int PHASE = Integer.MAX_VALUE - 1;

    private final ShareTables tables;
    private final JobRepository repository;
    private final Sharing sharing;
    private final List<SharedStep<?>> steps;
    private final BacklogWatch backlog;
    private final String node;
    private final RunProperties properties;
    private volatile @Nullable ScheduledExecutorService thread;
    private volatile @Nullable Bout bout;
    private volatile CompletableFuture<@Nullable Void> atWork = CompletableFuture.completedFuture(null);
    /** Nobody is helped by one who fails again and again. */
    private volatile long failed;

    Helper(
            ShareTables tables,
            JobRepository repository,
            Sharing sharing,
            List<SharedStep<?>> steps,
            BacklogWatch backlog,
            NodeName node,
            RunProperties properties) {
        this.tables = tables;
        this.repository = repository;
        this.sharing = sharing;
        this.steps = List.copyOf(steps);
        this.backlog = backlog;
        this.node = node.text();
        this.properties = properties;
    }

    @Override
    public void start() {
        var started = DaemonThread.scheduled("sluice-help");
        if (properties.share()) {
            var unused = started.scheduleWithFixedDelay(
                    this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
        thread = started;
    }

    @Override
    public void stop() {
        var running = thread;
        if (running != null) {
            running.shutdown();
            thread = null;
        }
        callOff(bout);
    }

    /** What this node has in hand is archived before it ends. */
    @Override
    public void stop(Runnable callback) {
        stop();
        var unused = atWork.whenComplete((nothing, failure) -> callback.run());
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void look() {
        try {
            sharing.look();
            var current = bout;
            if (current != null) {
                goOn(current);
            } else if (backlog.last().filter(this::isMuch).isPresent()) {
                tables.helpable(node, properties.deadAfter()).forEach(this::offer);
            }
        } catch (RuntimeException e) {
            LOG.debug("help: tried again; {}", Failures.causes(e));
        }
    }

    private boolean isMuch(Look look) {
        return steps.stream()
                .anyMatch(step ->
                        Math.max(Load.pages(look.waiting()), Load.pages(look.historyPending())) > step.workers());
    }

    /** When all that it took was taken back, or the run does not go on, there is nothing to go on with. */
    private void goOn(Bout current) {
        tables.offer(current.run(), node);
        if (current.hasTaken() && !tables.isWanted(current.run(), current.step(), node, properties.deadAfter())) {
            current.callOff();
        }
    }

    private void offer(long run) {
        if (run == failed || bout != null) {
            return;
        }
        tables.offer(run, node);
        tables.openStep(run)
                .ifPresent(open -> steps.stream()
                        .filter(step -> step.name().equals(open))
                        .findFirst()
                        .ifPresent(step -> begin(new Bout(tables, repository, step, run, node))));
    }

    private void begin(Bout begun) {
        bout = begun;
        if (thread == null) {
            // This node is stopping.
            begun.callOff();
        }
        atWork = CompletableFuture.runAsync(() -> carryOut(begun), new SimpleAsyncTaskExecutor("help-"));
    }

    private void carryOut(Bout begun) {
        try {
            if (begun.carryOut() == Bout.Outcome.FAILED) {
                failed = begun.run();
            }
        } catch (RuntimeException e) {
            failed = begun.run();
            LOG.warn("run {}: help with {} failed; {}", begun.run(), begun.step(), Failures.causes(e));
        } finally {
            bout = null;
        }
    }

    private static void callOff(@Nullable Bout current) {
        if (current != null) {
            current.callOff();
        }
    }
}
