package io.sluice.batch.history;

import io.sluice.setting.Revision;
import org.jspecify.annotations.Nullable;

/**
 * How far the archived history of a namespace is whole.
 *
 * @param since from which revision on what was the case can be told; null for ever
 * @param until up to which; null if nothing can be told, because nothing is archived and something is pending
 */
public record Extent(@Nullable Revision since, @Nullable Revision until) {
    /** Whether what was the case at that moment can be told. */
    public boolean covers(Revision at) {
        return until != null && !at.isAfter(until) && (since == null || !since.isAfter(at));
    }
}
