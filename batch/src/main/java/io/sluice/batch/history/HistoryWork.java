package io.sluice.batch.history;

import io.sluice.batch.share.Namespaces;
import io.sluice.setting.Namespace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the workers of a step on one node share: the namespaces that are ahead, and what the archive has refused. Thread-safe. */
final class HistoryWork {
    private final Namespaces ahead;
    private final Map<Namespace, String> refusals = new ConcurrentHashMap<>();

    HistoryWork(Namespaces ahead) {
        this.ahead = ahead;
    }

    /** Takes a namespace; null if none is left. */
    @Nullable
    Namespace next() {
        return ahead.next();
    }

    /** Nothing more of a namespace can be archived in this run. */
    void refuse(Namespace namespace, String why) {
        refusals.put(namespace, why);
    }

    /** Why nothing more of a namespace can be archived; null if it can. */
    @Nullable
    String refusal(Namespace namespace) {
        return refusals.get(namespace);
    }
}
