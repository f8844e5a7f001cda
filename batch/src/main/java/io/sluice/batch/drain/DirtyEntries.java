package io.sluice.batch.drain;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import java.util.List;

/**
 * A page of the work list: what one transaction archives.
 *
 * @param namespace of all of them
 * @param entries at least one, no name twice
 */
record DirtyEntries(Namespace namespace, List<Entry> entries) {
    DirtyEntries {
        entries = List.copyOf(entries);
    }
}
