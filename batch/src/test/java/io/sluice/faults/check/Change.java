package io.sluice.faults.check;

import org.jspecify.annotations.Nullable;

/** A row of the history. */
record Change(
        long revision,
        long sequence,
        String name,
        @Nullable String oldValue,
        long oldRevision,
        @Nullable String newValue,
        String author,
        String request) {}
