package io.sluice.batch.verify;

import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Findings;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Totals;
import io.sluice.batch.verify.Verification.Mode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the two steps of a run share; as the listener of the job it lets go of it in the end. Thread-safe. */
final class Verifications implements JobExecutionListener {
    private final Extent extent;
    private final Copies copies;
    private final JdbcTemplate jdbc;
    private final Transactions transactions;
    private final Totals totals;
    private final int findings;
    private final Map<Long, Verification> ofRuns = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param findings how many of each run are kept in full
     */
    Verifications(
            Extent extent, Copies copies, JdbcTemplate jdbc, Transactions transactions, Totals totals, int findings) {
        this.extent = extent;
        this.copies = copies;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.totals = totals;
        this.findings = findings;
    }

    /** That of a step's run. The first step to ask begins it, and says how much there is to do. */
    Verification of(StepExecution step, RunScope scope, Mode mode) {
        return ofRuns.computeIfAbsent(step.getJobExecutionId(), run -> begin(run, scope, mode));
    }

    private Verification begin(long run, RunScope scope, Mode mode) {
        var namespaces = extent.of(scope);
        long total = extent.size(namespaces.namespaces());
        transactions.carryOut(() -> {
            totals.add(run, total);
            return total;
        });
        var verification = new Verification(
                namespaces.namespaces(), new Findings(jdbc, run, findings), copies, transactions, mode);
        verification.unreadable(namespaces.strayRows());
        return verification;
    }

    @Override
    public void afterJob(JobExecution execution) {
        ofRuns.remove(execution.getId());
    }
}
