package io.sluice.batch.share;

import io.sluice.batch.run.NodeName;
import io.sluice.batch.run.RunProperties;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.StepExecutionAggregator;
import org.springframework.batch.core.partition.support.DefaultStepExecutionAggregator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.OptimisticLockingFailureException;

/**
 * Lets other nodes help with the steps of runs of this node. What becomes of such a step depends on its own workers alone,
 * because they do whatever no helper has completed; what helpers count is part of its counts. As the listener of these steps
 * it lets go of them in the end. Thread-safe.
 */
public final class Sharing implements StepExecutionAggregator, StepExecutionListener {
    private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);

    private final ShareTables tables;
    private final JobRepository repository;
    private final NodeName node;
    private final RunProperties properties;
    private final Clock clock;
    private final StepExecutionAggregator own = new DefaultStepExecutionAggregator();
    private final Map<Long, OwnNamespaces> steps = new ConcurrentHashMap<>();

    Sharing(ShareTables tables, JobRepository repository, NodeName node, RunProperties properties, Clock clock) {
        this.tables = tables;
        this.repository = repository;
        this.node = node;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Begins a step.
     *
     * @param step that the workers work for
     * @param loads its namespaces, in the order in which this node would do them alone
     * @param workers of this node
     */
    public Namespaces begin(StepExecution step, List<Load> loads, int workers) {
        var namespaces = new OwnNamespaces(tables, step, node.text(), loads, workers, properties.deadAfter());
        if (properties.share() && Load.pages(loads) > workers) {
            steps.put(step.getId(), namespaces);
        }
        return namespaces;
    }

    /** Looks whether others offer help with what goes on here. */
    void look() {
        steps.values().forEach(OwnNamespaces::look);
    }

    @Override
    public void aggregate(StepExecution step, Collection<StepExecution> workers) {
        own.aggregate(step, workers);
        if (isShared(step)) {
            tables.end(step.getJobExecutionId(), step.getStepName());
            awaitHelpers(step, workers).forEach(helper -> add(helper, step));
        }
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution step) {
        if (isShared(step)) {
            // Again, for the step may have failed before its workers were summed up.
            tables.end(step.getJobExecutionId(), step.getStepName());
        }
        steps.remove(step.getId());
        return null;
    }

    private boolean isShared(StepExecution step) {
        var namespaces = steps.get(step.getId());
        return namespaces != null && namespaces.isShared();
    }

    /** The steps of helpers, when none of them goes on; nothing is left that they could begin with. */
    private List<StepExecution> awaitHelpers(StepExecution step, Collection<StepExecution> workers) {
        var own = workers.stream().map(StepExecution::getId).collect(Collectors.toSet());
        while (true) {
            var helping = Objects.requireNonNull(repository.getJobExecution(step.getJobExecutionId()), "run")
                    .getStepExecutions()
                    .stream()
                    .filter(each -> each.getStepName().startsWith(step.getStepName() + ":"))
                    .filter(each -> !own.contains(each.getId()))
                    .toList();
            if (helping.stream().allMatch(each -> isEnded(each, step))) {
                return helping;
            }
            OwnNamespaces.pause();
        }
    }

    private boolean isEnded(StepExecution helping, StepExecution step) {
        if (helping.getEndTime() != null) {
            return true;
        }
        boolean alive = tables.helpers(step.getJobExecutionId()).stream()
                .anyMatch(helper ->
                        SharedStep.node(helping).equals(helper.node()) && !helper.isSilentFor(properties.deadAfter()));
        return !alive && isClosed(helping);
    }

    /** Closes the record of a worker whose process died. */
    private boolean isClosed(StepExecution dead) {
        dead.setStatus(BatchStatus.FAILED);
        dead.setExitStatus(ExitStatus.FAILED.addExitDescription("no sign of life; what it had taken was taken back"));
        dead.setEndTime(LocalDateTime.now(clock));
        try {
            repository.update(dead);
            return true;
        } catch (OptimisticLockingFailureException e) {
            LOG.debug("run {}: {} lives after all", dead.getJobExecutionId(), dead.getStepName(), e);
            return false;
        }
    }

    private static void add(StepExecution helper, StepExecution step) {
        step.setReadCount(step.getReadCount() + helper.getReadCount());
        step.setWriteCount(step.getWriteCount() + helper.getWriteCount());
        step.setFilterCount(step.getFilterCount() + helper.getFilterCount());
        step.setWriteSkipCount(step.getWriteSkipCount() + helper.getWriteSkipCount());
        step.setCommitCount(step.getCommitCount() + helper.getCommitCount());
    }
}
