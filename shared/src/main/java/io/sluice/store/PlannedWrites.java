package io.sluice.store;

import io.sluice.setting.ChangeSet;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.RequestId;
import java.util.Optional;

/**
 * Writes whose changes are computed from what is there, such as a rollback. The repetition of such a request would come
 * to other changes, so a request is known by its own text here, and its changes are remembered with the answer. Ask for
 * the {@link #answer} first, then compute, then {@link #write} or {@link #nothing}. Thread-safe; every method throws
 * {@link StoreException}.
 */
public interface PlannedWrites {
    /**
     * What became of a request: applied or reused; empty if it is not known.
     *
     * @param request all that makes it this request
     */
    Optional<WriteResult> answer(Namespace namespace, RequestId id, String request);

    /**
     * Carries out what a request has come to, as {@link SettingStore#write} does. If the request was carried out
     * meanwhile, its own changes are told, whatever the change set is.
     *
     * @param request all that makes it this request
     */
    WriteResult write(ChangeSet changeSet, String request);

    /**
     * Remembers that a request came to no change.
     *
     * @param head of the namespace when that was found out
     * @param request all that makes it this request
     * @return applied without entries, unless the request was carried out meanwhile
     */
    WriteResult nothing(Namespace namespace, RequestId id, Head head, String request);

    /** What would become of a change set if it were written now; nothing is changed. */
    Preview preview(ChangeSet changeSet);
}
