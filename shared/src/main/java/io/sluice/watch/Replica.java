package io.sluice.watch;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.Snapshot;
import java.time.Duration;

/** The local copy of a namespace. Thread-safe; reads take no lock and never leave the process. */
public interface Replica {
    Namespace namespace();

    /** All settings at one moment; hold on to it for as long as several reads must fit together. */
    Snapshot snapshot();

    WatchState state();

    /** How it is doing, with all that health and metrics tell. */
    ReplicaStatus status();

    /**
     * Waits until this replica has come to a revision.
     *
     * @return false when the time was up before that
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean awaitRevision(Revision revision, Duration timeout) throws InterruptedException;
}
