package io.sluice.batch.restore;

import io.sluice.batch.run.RunScope;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import java.util.List;
import java.util.TreeSet;

/** The namespaces that there are, whether Redis or the archive knows of them. Thread-safe. */
final class Places {
    private final ArchivedSettings archive;
    private final Backlog redis;

    Places(ArchivedSettings archive, Backlog redis) {
        this.archive = archive;
        this.redis = redis;
    }

    /** Those of a scope, in order. */
    List<Namespace> of(RunScope scope) {
        if (scope.namespace() != null) {
            return List.of(scope.namespace());
        }
        var all = new TreeSet<>(archive.namespaces());
        all.addAll(redis.namespaces());
        return List.copyOf(all);
    }
}
