package io.sluice.batch.run;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;

/**
 * The record of a run.
 *
 * @param id unique, and growing in the order of starting
 * @param name for people: job, time and a few letters of chance; the same for all restarts of a run
 * @param job its name
 * @param status as Spring Batch has it
 * @param scope what it is for
 * @param trigger what set it off
 * @param reason in the words of who asked for it; null if none was given
 * @param node which carries it out; null if that is not known
 * @param startedAt when it began
 * @param endedAt when it ended; null while it runs
 * @param counts what it has done so far
 * @param total how much there was to do when it began, in the unit of read; null if it did not say
 * @param found what it has found, counted by kind; empty for most jobs
 * @param error why it failed, in full; null if it did not
 */
public record Run(
        long id,
        String name,
        String job,
        BatchStatus status,
        RunScope scope,
        Trigger trigger,
        @Nullable String reason,
        @Nullable String node,
        Instant startedAt,
        @Nullable Instant endedAt,
        Counts counts,
        @Nullable Long total,
        Map<String, Long> found,
        @Nullable String error) {
    public Run {
        found = Map.copyOf(found);
    }

    /** Whether it goes on, as far as is known. */
    public boolean isRunning() {
        return endedAt == null;
    }

    /**
     * What a run has done. Of a drain that completed, read = written + superseded + quarantined.
     *
     * @param read entries taken up
     * @param written entries that are now where they belong at the revision that was read
     * @param superseded entries of which a higher revision was there already
     * @param quarantined entries that the archive refused
     * @param history records of the history archived
     */
    public record Counts(long read, long written, long superseded, long quarantined, long history) {}
}
