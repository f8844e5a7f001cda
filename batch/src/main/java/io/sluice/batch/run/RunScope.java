package io.sluice.batch.run;

import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is for.
 *
 * @param namespace the only one; null for all
 */
public record RunScope(@Nullable Namespace namespace) {
    /** All namespaces. */
    public static final RunScope ALL = new RunScope(null);

    /** Reads the parameter of a run; null for all namespaces. */
    public static RunScope of(@Nullable String namespace) {
        return namespace == null ? ALL : new RunScope(new Namespace(namespace));
    }

    /** The namespaces that there are in this scope, in order. */
    public List<Namespace> namespaces(Backlog backlog) {
        return namespace == null ? backlog.namespaces().stream().sorted().toList() : List.of(namespace);
    }

    @Override
    public String toString() {
        return namespace == null ? "all namespaces" : "namespace " + namespace;
    }
}
