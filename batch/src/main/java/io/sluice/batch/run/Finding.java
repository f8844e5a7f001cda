package io.sluice.batch.run;

import io.sluice.setting.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * Something that a run has found.
 *
 * @param namespace where
 * @param name of the setting, or of what is no setting
 * @param kind a word
 * @param redisRevision null if Redis does not hold it
 * @param archiveRevision null if the archive does not hold it
 * @param detail in words, at most 1000 characters; null for none
 * @param repair what became of it
 */
public record Finding(
        Namespace namespace,
        String name,
        String kind,
        @Nullable Long redisRevision,
        @Nullable Long archiveRevision,
        @Nullable String detail,
        Repair repair) {
    /** What became of a finding. */
    public enum Repair {
        /** It is as it was found. */
        NONE,
        DONE
    }
}
