package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.TraceParent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is not in the archive yet. Thread-safe; every method throws {@link StoreException}. */
public interface Backlog {
    /** The namespaces that are known to exist. */
    Set<Namespace> namespaces();

    /** How much is waiting. */
    BacklogState state(Namespace namespace);

    /** The entries that have been dirty longest; only what is dirty now belongs to this page and those that follow. */
    DirtyPage peek(Namespace namespace);

    /** The page that follows one that was not the last. */
    DirtyPage next(Namespace namespace, DirtyPage page);

    /**
     * Says what the archive holds. A name whose entry has changed since stays dirty.
     *
     * @param archived the revision that is safely in the archive, for each name, of one page, or of a part of it; call it
     *     after the commit, never before
     * @return how many names are not dirty any more
     */
    int acknowledge(Namespace namespace, Map<SettingName, Revision> archived);

    /**
     * Records of the history, oldest first; fewer where values are large, and none only if there is none.
     *
     * @param after the one behind which to begin; null for the oldest
     * @param limit how many at most; at least 1
     * @throws UnreadableException if a record is not as Sluice writes it
     */
    List<HistoryRecord> history(Namespace namespace, HistoryRecord.@Nullable Id after, int limit);

    /**
     * Says how far the history is archived, so that Redis may forget it but for a recent part. Without effect if that
     * record is not there (any more).
     *
     * @param keep how many archived records stay
     */
    void acknowledgeHistory(Namespace namespace, HistoryRecord.Id archived, int keep);

    /**
     * A page of dirty entries.
     *
     * @param entries tombstones included; no name twice
     * @param traces the spans that writes of these entries were part of, by name; of most there is none
     * @param bound newest revision at which an entry of this run became dirty
     * @param cursor where the next page begins; null if this is the last
     */
    record DirtyPage(
            List<Entry> entries,
            Map<SettingName, TraceParent> traces,
            long bound,
            @Nullable Long cursor) {
        public DirtyPage {
            entries = List.copyOf(entries);
            traces = Map.copyOf(traces);
        }
    }
}
