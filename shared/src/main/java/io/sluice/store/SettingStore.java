package io.sluice.store;

import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import java.util.List;
import java.util.Optional;

/** Writes settings, and reads them where they are true. Thread-safe. */
public interface SettingStore {
    /**
     * Carries out a change set and publishes it in one step, or does nothing at all.
     *
     * @throws StoreException if Redis could not be asked or refused; where {@link StoreException#outcome()} is unknown
     *     the write may have happened, and repeating it with the same request id is safe
     */
    WriteResult write(ChangeSet changeSet);

    /**
     * Takes entries into the hash where they are newer than what it holds, with the revisions that they have. They are
     * published and become dirty like changes. Repeatable, in any order, from any number of hands.
     *
     * @param entries at most {@value ChangeSet#MAX_CHANGES}
     * @return how many were taken
     * @throws StoreException if Redis could not be asked or refused
     */
    int merge(Namespace namespace, List<? extends Entry> entries);

    /**
     * The entry that the hash holds now; empty if there never was one.
     *
     * @throws StoreException if Redis could not be asked
     */
    Optional<Entry> read(Namespace namespace, SettingName name);

    /**
     * Notes that a namespace exists, for those who look for all of them. Repeatable.
     *
     * @throws StoreException if Redis could not be asked
     */
    void register(Namespace namespace);
}
