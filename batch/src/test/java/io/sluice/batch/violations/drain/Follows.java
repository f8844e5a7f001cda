package io.sluice.batch.violations.drain;

import io.sluice.watch.WatchState;

/** Batch follows no namespace. */
record Follows(WatchState state) {}
