package io.sluice.batch.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;

/**
 * The record of a run.
 *
 * @param id unique, and growing in the order of starting
 * @param job its name
 * @param status as Spring Batch has it
 * @param scope what it is for
 * @param trigger what set it off
 * @param startedAt when it began
 * @param endedAt when it ended; null while it runs
 * @param counts what it has done so far
 * @param error why it failed, in full; null if it did not
 */
public record Run(
        long id,
        String job,
        BatchStatus status,
        RunScope scope,
        Trigger trigger,
        Instant startedAt,
        @Nullable Instant endedAt,
        Counts counts,
        @Nullable String error) {

    /** Whether it goes on, as far as is known. */
    public boolean isRunning() {
        return endedAt == null;
    }

    /**
     * What a run has done. Of a run that completed, read = written + superseded + quarantined.
     *
     * @param read dirty entries taken up
     * @param written entries that the archive holds at the revision that was read
     * @param superseded entries of which the archive held a higher revision already
     * @param quarantined entries that the archive refused
     * @param history records of the history archived
     */
    public record Counts(long read, long written, long superseded, long quarantined, long history) {}
}
