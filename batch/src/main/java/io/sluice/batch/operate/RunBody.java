package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.batch.run.Finding;
import io.sluice.batch.run.Run;
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

    static RunBody of(Run run) {
        return of(run, List.of());
    }

    static RunBody of(Run run, List<Finding> findings) {
        var namespace = run.scope().namespace();
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
                run.error());
    }
}
