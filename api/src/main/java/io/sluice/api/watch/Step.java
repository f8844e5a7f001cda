package io.sluice.api.watch;

import io.sluice.setting.Head;
import io.sluice.setting.Snapshot;

/** What comes next for a stream. */
sealed interface Step {
    /** The whole namespace; {@code next} is where to go on. */
    record Whole(Snapshot snapshot, Head head, long next) implements Step {}

    /** A change; the next place is where to go on. */
    record Changed(ChangeRecord change) implements Step {}

    /** Nothing yet. */
    record Nothing() implements Step {}

    /** What came next is no longer kept. */
    record Lost() implements Step {}
}
