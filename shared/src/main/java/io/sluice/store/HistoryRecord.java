package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import org.jspecify.annotations.Nullable;

/**
 * One change of one setting, as it was carried out.
 *
 * @param id its place in the history of the namespace
 * @param entry what it made of the setting, with author, reason and time
 * @param old what was there before; null if nothing was
 * @param requestId of the write that it belongs to
 */
public record HistoryRecord(Id id, Entry entry, @Nullable Entry old, RequestId requestId) {
    /**
     * A place in a namespace's history.
     *
     * @param revision of the write
     * @param sequence number of the record in the namespace, dense from 1
     */
    public record Id(Revision revision, long sequence) {
        /** {@code <revision>-<sequence>}. */
        @Override
        public String toString() {
            return revision + "-" + sequence;
        }
    }
}
