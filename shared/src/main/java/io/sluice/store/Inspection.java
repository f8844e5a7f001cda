package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that the hash of a namespace holds, also at what Sluice did not write. Thread-safe. Every method
 * throws {@link StoreException} if Redis could not be asked.
 */
public interface Inspection {
    /** How many fields the hash has. */
    long size(Namespace namespace);

    /**
     * A page of what the hash holds, in no order. What is there from the first page to the last comes at least once, and
     * may come twice.
     *
     * @param cursor of the page before; null to begin
     */
    Page page(Namespace namespace, @Nullable String cursor);

    /**
     * What the hash holds of some names, at one moment.
     *
     * @return one for each name, in their order
     */
    List<Held> look(Namespace namespace, List<SettingName> names);

    /**
     * Which of some names the hash has no field of, at one moment; cheaper than to look at what it holds.
     *
     * @return in the order in which they were given
     */
    List<SettingName> absent(Namespace namespace, List<SettingName> names);

    /**
     * Puts entries on the work list of the drain, each only if the hash still holds that revision and it is not on the
     * list yet.
     *
     * @return how many were put there
     */
    int markDirty(Namespace namespace, Map<SettingName, Revision> entries);

    /**
     * A page.
     *
     * @param held entries that Sluice can read
     * @param unreadable fields of the hash that are no entries of Sluice, as they are named there
     * @param next cursor of the next page; null if this is the last one
     */
    record Page(
            List<Held> held,
            Collection<String> unreadable,
            @Nullable String next) {
        public Page {
            held = List.copyOf(held);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * What the hash holds of a name.
     *
     * @param entry null if the name is absent, or the field is no entry of Sluice
     * @param isDirty whether the drain has yet to archive it
     */
    record Held(SettingName name, @Nullable Entry entry, boolean isDirty) {}
}
