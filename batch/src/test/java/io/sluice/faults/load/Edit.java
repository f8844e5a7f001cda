package io.sluice.faults.load;

import org.jspecify.annotations.Nullable;

/**
 * What a call does to one setting.
 *
 * @param value as compact JSON; null: it is removed
 * @param ifRevision the revision that must be there, 0 for none; null for whatever there is
 */
public record Edit(
        String name, @Nullable String value, @Nullable Long ifRevision) {}
