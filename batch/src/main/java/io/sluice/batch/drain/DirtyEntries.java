package io.sluice.batch.drain;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.TraceParent;
import java.util.List;
import java.util.Map;

/**
 * A page of the work list: what one transaction archives.
 *
 * @param namespace of all of them
 * @param entries at least one, no name twice
 * @param traces the spans that their writes were part of, by name; of most there is none
 */
record DirtyEntries(Namespace namespace, List<Entry> entries, Map<SettingName, TraceParent> traces) {
    DirtyEntries {
        entries = List.copyOf(entries);
        traces = Map.copyOf(traces);
    }
}
