package io.sluice.batch.operate;

import io.sluice.batch.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run, as JSON. */
record RunBody(
        long id,
        String job,
        String status,
        TriggerBody trigger,
        @Nullable String namespace,
        Instant startedAt,
        @Nullable Instant endedAt,
        long read,
        long written,
        long superseded,
        long quarantined,
        long history,
        @Nullable String error) {

    record TriggerBody(String kind, String by) {}

    /** A page of runs; next is null when there are no more. */
    record Page(List<RunBody> runs, @Nullable Long next) {}

    static RunBody of(Run run) {
        var namespace = run.scope().namespace();
        var counts = run.counts();
        return new RunBody(
                run.id(),
                run.job(),
                run.status().name(),
                new TriggerBody(
                        run.trigger().kind().name().toLowerCase(Locale.ROOT),
                        run.trigger().by()),
                namespace == null ? null : namespace.text(),
                run.startedAt(),
                run.endedAt(),
                counts.read(),
                counts.written(),
                counts.superseded(),
                counts.quarantined(),
                counts.history(),
                run.error());
    }
}
