package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of a write. */
public sealed interface WriteResult {
    /**
     * The change set is in the hash and published, by this call or by an earlier one with the same request id.
     *
     * @param request under which Redis remembers this answer
     * @param head of the namespace with the last of these changes
     * @param entries what was written, in the order of the changes
     * @param created the names that were not present before
     */
    record Applied(RequestId request, Head head, List<Entry> entries, Set<SettingName> created) implements WriteResult {
        public Applied {
            entries = List.copyOf(entries);
            created = Set.copyOf(created);
        }
    }

    /**
     * An expectation did not hold; nothing was written.
     *
     * @param conflicts every name whose expectation failed, with what is there
     */
    record Conflict(List<Found> conflicts) implements WriteResult {
        public Conflict {
            conflicts = List.copyOf(conflicts);
        }
    }

    /**
     * What a failed expectation met.
     *
     * @param entry what is there, which may be a tombstone; null if there never was anything
     */
    record Found(SettingName name, @Nullable Entry entry) {}

    /** The request id belongs to another request; nothing was written. */
    record RequestIdReused() implements WriteResult {}

    /**
     * The namespace holds as many settings as it may; nothing was written.
     *
     * @param limit how many that is
     */
    record NamespaceFull(long limit) implements WriteResult {}
}
