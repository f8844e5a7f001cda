package io.sluice.batch.share;

import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.step.StepExecution;

/**
 * The namespaces of a step, for the workers of the node whose run it is. They are a list in memory, until another node
 * offers help: then what is left of it is handed out by the database, and this node takes its part from there as the others
 * do. It is at an end when all of it is done: what a node has taken that failed or died comes back, and is done here.
 * Thread-safe.
 */
final class OwnNamespaces implements Namespaces {
    private static final Logger LOG = LoggerFactory.getLogger(OwnNamespaces.class);
    private static final long LOOK_MILLIS = 100;

    private final ShareTables tables;
    private final StepExecution step;
    private final String node;
    private final int workers;
    private final Duration deadAfter;
    private final Deque<Load> ahead;
    private volatile boolean shared;

    OwnNamespaces(
            ShareTables tables, StepExecution step, String node, List<Load> loads, int workers, Duration deadAfter) {
        this.tables = tables;
        this.step = step;
        this.node = node;
        this.workers = workers;
        this.deadAfter = deadAfter;
        this.ahead = new ArrayDeque<>(loads);
    }

    /** Whether others have been let in. */
    boolean isShared() {
        return shared;
    }

    /** Lets others in if they offer themselves and enough is left. */
    void look() {
        if (!shared && tables.isOffered(step.getJobExecutionId(), node, deadAfter)) {
            handOut();
        }
    }

    private synchronized void handOut() {
        var open = ahead.stream()
                .filter(load -> load.amount() > 0)
                .sorted(Comparator.comparingLong(Load::amount).reversed())
                .toList();
        // What the workers of one node have in hand at once needs no other node.
        if (Load.pages(open) > workers) {
            tables.add(step.getJobExecutionId(), step.getStepName(), shares(open));
            ahead.removeAll(open);
            shared = true;
            LOG.info("run {}: shares {} namespaces of {}", step.getJobExecutionId(), open.size(), step.getStepName());
        }
    }

    /** Small namespaces go together, so that each share keeps the workers of a node busy. */
    private List<List<Namespace>> shares(List<Load> open) {
        var shares = new ArrayList<List<Namespace>>();
        var share = new ArrayList<Namespace>();
        long pages = 0;
        for (var load : open) {
            share.add(load.namespace());
            pages += load.pages();
            if (pages >= workers) {
                shares.add(List.copyOf(share));
                share.clear();
                pages = 0;
            }
        }
        if (!share.isEmpty()) {
            shares.add(List.copyOf(share));
        }
        return shares;
    }

    @Override
    public synchronized @Nullable Namespace next() {
        var next = ahead.poll();
        while (next == null && shared && !isCalledOff()) {
            tables.take(step.getJobExecutionId(), step.getStepName(), node)
                    .forEach(namespace -> ahead.add(new Load(namespace, 0)));
            next = ahead.poll();
            if (next == null) {
                var others = tables.others(step.getJobExecutionId(), step.getStepName(), node);
                if (others.isEmpty()) {
                    return null;
                }
                others.forEach(this::takeBackIfDead);
                pause();
            }
        }
        return next == null ? null : next.namespace();
    }

    /** Here, by an operator on another node, or by one that took this one for dead. */
    private boolean isCalledOff() {
        return step.isTerminateOnly()
                || step.getJobExecution().isStopping()
                || !tables.isGoingOn(step.getJobExecutionId());
    }

    private void takeBackIfDead(ShareTables.Holder holder) {
        if (holder.node() != null && holder.isSilentFor(deadAfter)) {
            int back = tables.giveBack(step.getJobExecutionId(), step.getStepName(), holder.node());
            LOG.warn(
                    "run {}: node {} gives no sign of life, its {} namespaces of {} are taken back",
                    step.getJobExecutionId(),
                    holder.node(),
                    back,
                    step.getStepName());
        }
    }

    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while other nodes help", e);
        }
    }
}
