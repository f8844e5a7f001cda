package io.sluice.faults.check;

import org.jspecify.annotations.Nullable;

/**
 * An entry as a copy holds it.
 *
 * @param value as compact JSON; null for a tombstone
 */
record Held(long revision, @Nullable String value) {}
