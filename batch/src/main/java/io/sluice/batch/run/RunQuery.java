package io.sluice.batch.run;

import io.sluice.setting.Namespace;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;

/**
 * Which runs to list.
 *
 * @param job only of this job; null for all
 * @param status only those; null for all
 * @param visible only runs for all namespaces or for one of these; null for all runs
 * @param before only those with a lower id; null to begin
 * @param limit how many at most
 */
public record RunQuery(
        @Nullable String job,
        @Nullable BatchStatus status,
        @Nullable Set<Namespace> visible,
        @Nullable Long before,
        int limit) {
    public RunQuery {
        visible = visible == null ? null : Set.copyOf(visible);
    }
}
