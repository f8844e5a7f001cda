package io.sluice.api;

import io.sluice.http.ProblemException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;

/** The namespaces, as this node knows them. Thread-safe. */
public interface Namespaces {
    /**
     * The namespace as this node has it.
     *
     * @throws ProblemException 404 if it does not exist; 503 if it does, but has not come here yet
     */
    Snapshot snapshot(Namespace namespace);
}
