package io.sluice.batch.drain;

import io.sluice.setting.Entry;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.TraceParent;
import io.sluice.trace.WriteSpans;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the traces of writes when the archive had their entries. Thread-safe. */
final class ArchiveSpans {
    private static final String NAME = "sluice.archive";

    /** So many of a page; what archives does not wait for what watches. */
    private static final int MOST = 100;

    private final @Nullable WriteSpans spans;
    private final Clock clock;

    /** @param spans null where nobody traces */
    ArchiveSpans(@Nullable WriteSpans spans, Clock clock) {
        this.spans = spans;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Records a span of each write that these entries were part of.
     *
     * @param page that they belong to
     * @param entries that are archived
     * @param began when that began
     */
    void archived(DirtyEntries page, List<Entry> entries, Instant began) {
        if (spans == null || page.traces().isEmpty()) {
            return;
        }
        var ended = clock.instant();
        of(entries, page.traces())
                .forEach((write, its) -> spans.record(
                        NAME,
                        write,
                        began,
                        ended,
                        Map.of(
                                "sluice.namespace", page.namespace().text(),
                                "sluice.revision", its.newest().toString(),
                                "sluice.entries", Integer.toString(its.count()))));
    }

    private static Map<TraceParent, Archived> of(List<Entry> entries, Map<SettingName, TraceParent> traces) {
        var writes = new LinkedHashMap<TraceParent, Archived>();
        for (var entry : entries) {
            var write = traces.get(entry.name());
            if (write != null && (writes.size() < MOST || writes.containsKey(write))) {
                writes.merge(write, new Archived(entry.revision(), 1), Archived::and);
            }
        }
        return writes;
    }

    private record Archived(Revision newest, int count) {
        Archived and(Archived other) {
            return new Archived(newest.isAfter(other.newest) ? newest : other.newest, count + other.count);
        }
    }
}
