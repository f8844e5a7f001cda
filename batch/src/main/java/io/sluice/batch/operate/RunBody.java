package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.batch.run.Finding;
import io.sluice.batch.run.Run;
import io.sluice.http.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run, as JSON.
 *
 * @param findings the first ones; absent in lists, and where nothing was found
 */
record RunBody(
        long id,
        String name,
        String job,
        String status,
        TriggerBody trigger,
        @Nullable String reason,
        @Nullable String namespace,
        @Nullable String node,
        Instant startedAt,
        @Nullable Instant endedAt,
        long read,
        long written,
        long superseded,
        long quarantined,
        long history,
        @Nullable Long total,
        Map<String, Long> found,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FindingBody> findings,
        @Nullable String error) {
    private static final String HIDDEN = "only shown to tokens that are good for all namespaces";

    record TriggerBody(String kind, String by) {}

    /** Something that a run has found. */
    record FindingBody(
            String namespace,
            String name,
            String kind,
            @Nullable Long redisRevision,
            @Nullable Long archiveRevision,
            @Nullable String detail,
            boolean repaired) {
        static FindingBody of(Finding finding) {
            return new FindingBody(
                    finding.namespace().text(),
                    finding.name(),
                    finding.kind(),
                    finding.redisRevision(),
                    finding.archiveRevision(),
                    finding.detail(),
                    finding.repair() == Finding.Repair.DONE);
        }
    }

    /** A page of runs; next is null when there are no more. */
    record Page(List<RunBody> runs, @Nullable Long next) {}

    /**
     * A run, as far as the caller may see it.
     *
     * @param findings that he may see
     */
    static RunBody of(Run run, List<Finding> findings, Caller caller) {
        var namespace = run.scope().namespace();
        // What went wrong in a run for all may name settings of any namespace.
        var error = run.error() != null && namespace == null && caller.namespaces() != null ? HIDDEN : run.error();
        var counts = run.counts();
        return new RunBody(
                run.id(),
                run.name(),
                run.job(),
                run.status().name(),
                new TriggerBody(
                        run.trigger().kind().name().toLowerCase(Locale.ROOT),
                        run.trigger().by()),
                run.reason(),
                namespace == null ? null : namespace.text(),
                run.node(),
                run.startedAt(),
                run.endedAt(),
                counts.read(),
                counts.written(),
                counts.superseded(),
                counts.quarantined(),
                counts.history(),
                run.total(),
                new TreeMap<>(run.found()),
                findings.stream().map(FindingBody::of).toList(),
                error);
    }
}
