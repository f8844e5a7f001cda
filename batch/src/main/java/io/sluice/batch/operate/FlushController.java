package io.sluice.batch.operate;

import io.sluice.batch.audit.Actions;
import io.sluice.batch.run.Trigger;
import io.sluice.http.Caller;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/flush}: returns when everything acknowledged before the call is proven in the archive. */
@RestController
final class FlushController {
    private static final Duration DEFAULT = Duration.ofSeconds(30);

    private final Flush flush;
    private final Backlog backlog;
    private final Actions actions;
    private final Scopes scopes;

    FlushController(Flush flush, Backlog backlog, Actions actions, Scopes scopes) {
        this.flush = flush;
        this.backlog = backlog;
        this.actions = actions;
        this.scopes = scopes;
    }

    /**
     * Asks for it, as JSON.
     *
     * @param namespace the only one; null for all
     * @param timeout how long to wait, such as {@code 30s}, which it is if it is null
     * @param reason why; null for none
     */
    record Body(
            @Nullable String namespace,
            @Nullable String timeout,
            @Nullable String reason) {}

    /**
     * What is proven, as JSON.
     *
     * @param complete whether all of it is
     * @param revisions of the last write before the call, of each namespace of which all is proven; 0 if it had none
     * @param pending the other namespaces
     */
    record Answer(boolean complete, Map<String, Long> revisions, List<Pending> pending) {}

    /** What keeps a namespace from being proven: what is waiting now. */
    record Pending(String namespace, long dirty, long historyPending, long quarantined) {}

    @PostMapping("/v1/flush")
    ResponseEntity<Answer> flush(@RequestBody(required = false) @Nullable Body given, Caller caller)
            throws InterruptedException {
        var body = given == null ? new Body(null, null, null) : given;
        var scope = scopes.of(body.namespace(), caller);
        var limit = Patience.read("timeout", body.timeout(), DEFAULT);
        var trigger = new Trigger(Trigger.Kind.OPERATOR, caller.owner());
        return Archive.answer(() -> {
            actions.record(caller.owner(), "flush", scope.toString(), body.reason());
            var outcome = flush.carryOut(scope, limit, trigger, body.reason());
            var revisions = new TreeMap<String, Long>();
            outcome.proven().forEach((namespace, revision) -> revisions.put(namespace.text(), revision));
            var pending = outcome.pending().keySet().stream().map(this::pending).toList();
            return ResponseEntity.status(pending.isEmpty() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                    .body(new Answer(pending.isEmpty(), revisions, pending));
        });
    }

    private Pending pending(Namespace namespace) {
        var state = backlog.state(namespace);
        return new Pending(namespace.text(), state.dirty(), state.historyPending(), state.quarantined());
    }
}
