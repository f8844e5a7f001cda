package io.sluice.batch.share;

import io.sluice.batch.run.Failures;
import io.sluice.setting.Namespace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * This node helps with a step of another node's run: its workers take namespaces until none is left, as steps of that run,
 * whose records so count what they do and tell them to stop. If all of them complete, what they took is done; else it is
 * given back. Thread-safe.
 */
final class Bout {
    private static final Logger LOG = LoggerFactory.getLogger(Bout.class);

    private final ShareTables tables;
    private final JobRepository repository;
    private final SharedStep<?> step;
    private final long run;
    private final String node;
    private final List<StepExecution> workers = new CopyOnWriteArrayList<>();
    private volatile boolean calledOff;
    private volatile boolean taken;

    Bout(ShareTables tables, JobRepository repository, SharedStep<?> step, long run, String node) {
        this.tables = tables;
        this.repository = repository;
        this.step = step;
        this.run = run;
        this.node = node;
    }

    long run() {
        return run;
    }

    String step() {
        return step.name();
    }

    /** Whether it has taken anything yet. */
    boolean hasTaken() {
        return taken;
    }

    /** What became of it. */
    enum Outcome {
        /** Somebody else had taken everything. */
        NOTHING,
        /** All that this node took is done. */
        DONE,
        /** It was called off; what this node took is given back. */
        CALLED_OFF,
        /** It failed; what this node took is given back. */
        FAILED
    }

    /** Lets the workers end behind the page that each has in hand. */
    void callOff() {
        calledOff = true;
        workers.forEach(StepExecution::setTerminateOnly);
    }

    /**
     * Helps, and returns when there is nothing left to take.
     *
     * @throws org.springframework.dao.DataAccessException if the database is away or refuses
     */
    Outcome carryOut() {
        var namespaces = new Taken();
        if (!namespaces.take()) {
            return Outcome.NOTHING;
        }
        LOG.info("run {}: helps with {}", run, step.name());
        var outcome = Outcome.FAILED;
        try {
            outcome = carryOut(namespaces);
        } finally {
            if (outcome == Outcome.DONE) {
                tables.done(run, step.name(), node);
            } else {
                tables.giveBack(run, step.name(), node);
            }
        }
        LOG.info("run {}: helped with {}, {} namespaces: {}", run, step.name(), namespaces.count, outcome);
        return outcome;
    }

    private Outcome carryOut(Taken namespaces) {
        var shared = step.begin(namespaces);
        var execution = Objects.requireNonNull(repository.getJobExecution(run), "run");
        for (int i = 1; i <= step.workers(); i++) {
            var worker = repository.createStepExecution(step.helper(i), execution);
            SharedStep.setNode(worker, node);
            repository.updateExecutionContext(worker);
            workers.add(worker);
        }
        var any = workers.get(0);
        shared.accept(any);
        try {
            if (calledOff) {
                callOff();
            }
            Executor threads = new SimpleAsyncTaskExecutor(step.name() + "-");
            CompletableFuture.allOf(workers.stream()
                            .map(worker -> CompletableFuture.runAsync(() -> execute(worker), threads))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            step.end(any);
        }
        if (workers.stream().allMatch(worker -> worker.getStatus() == BatchStatus.COMPLETED)) {
            return Outcome.DONE;
        }
        if (workers.stream().noneMatch(worker -> worker.getStatus().isUnsuccessful())) {
            return Outcome.CALLED_OFF;
        }
        var causes = new ArrayList<String>();
        workers.forEach(
                worker -> worker.getFailureExceptions().forEach(failure -> causes.add(Failures.causes(failure))));
        LOG.warn("run {}: help with {} failed; {}", run, step.name(), String.join("; and ", causes));
        return Outcome.FAILED;
    }

    private void execute(StepExecution worker) {
        try {
            step.work().execute(worker);
        } catch (JobInterruptedException e) {
            // The record of the worker says so as well.
            LOG.debug("run {}: {} interrupted", run, worker.getStepName(), e);
        }
    }

    /** What this node has taken. */
    private final class Taken implements Namespaces {
        private final Deque<Namespace> ahead = new ArrayDeque<>();
        private int count;

        @Override
        public synchronized @Nullable Namespace next() {
            return ahead.isEmpty() && !take() ? null : ahead.poll();
        }

        /** Whether there was anything to take. */
        synchronized boolean take() {
            if (calledOff) {
                return false;
            }
            var share = tables.take(run, step.name(), node);
            if (!share.isEmpty()) {
                taken = true;
                ahead.addAll(share);
                count += share.size();
                tables.countTaken(run, node, share.size());
            }
            return !share.isEmpty();
        }
    }
}
