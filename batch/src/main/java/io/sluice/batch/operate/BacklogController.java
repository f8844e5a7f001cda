package io.sluice.batch.operate;

import io.sluice.batch.run.RunQuery;
import io.sluice.batch.run.Runs;
import io.sluice.http.Caller;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.BacklogState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/backlog}: how much is not in the archive yet, and since when. */
@RestController
class BacklogController {
    private final Backlog backlog;
    private final Runs runs;
    private final Clock clock;

    BacklogController(Backlog backlog, Runs runs, Clock clock) {
        this.backlog = backlog;
        this.runs = runs;
        this.clock = clock;
    }

    /** The backlog of all namespaces that the caller reaches, as JSON. */
    record BacklogBody(List<NamespaceBody> namespaces) {}

    /**
     * The backlog of a namespace, as JSON.
     *
     * @param oldestDirtySeconds 0 if nothing is dirty
     * @param lastRun the newest drain of this namespace or of all; null if there was none that had anything to do
     */
    record NamespaceBody(
            String namespace,
            long dirty,
            double oldestDirtySeconds,
            long quarantined,
            long historyPending,
            @Nullable RunBody lastRun) {}

    @GetMapping("/v1/backlog")
    BacklogBody backlog(Caller caller) throws InterruptedException {
        caller.require(Role.READER);
        return Archive.answer(() -> new BacklogBody(backlog.namespaces().stream()
                .filter(caller::reaches)
                .sorted()
                .map(namespace -> body(namespace, caller))
                .toList()));
    }

    private NamespaceBody body(Namespace namespace, Caller caller) {
        var state = backlog.state(namespace);
        return new NamespaceBody(
                namespace.text(),
                state.dirty(),
                oldest(state),
                state.quarantined(),
                state.historyPending(),
                lastRun(namespace, caller));
    }

    private double oldest(BacklogState state) {
        var since = state.oldest();
        return since == null
                ? 0
                : Math.max(0, Duration.between(since.time(), clock.instant()).toMillis()) / 1000.0;
    }

    private @Nullable RunBody lastRun(Namespace namespace, Caller caller) {
        return runs.list(new RunQuery("drain", null, Set.of(namespace), null, 1)).stream()
                .findFirst()
                .map(run -> RunBody.of(run, List.of(), caller))
                .orElse(null);
    }
}
