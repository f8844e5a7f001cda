package io.sluice.batch.operate;

import io.sluice.batch.audit.Actions;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.Backlog;
import io.sluice.store.Quarantine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/quarantine}: entries that the archive refuses. */
@RestController
final class QuarantineController {
    private static final String RETRY = "/retry";

    private final Quarantine quarantine;
    private final Backlog backlog;
    private final Runs runs;
    private final Actions actions;
    private final Scopes scopes;

    QuarantineController(Quarantine quarantine, Backlog backlog, Runs runs, Actions actions, Scopes scopes) {
        this.quarantine = quarantine;
        this.backlog = backlog;
        this.runs = runs;
        this.actions = actions;
        this.scopes = scopes;
    }

    /** An entry in quarantine, as JSON. */
    record ItemBody(
            String namespace,
            String name,
            long revision,
            int attempts,
            @Nullable String sqlState,
            String error,
            Instant since,
            Instant nextRetry) {
        static ItemBody of(Namespace namespace, Quarantine.Item item) {
            var refused = item.refused();
            return new ItemBody(
                    namespace.text(),
                    refused.name().text(),
                    refused.revision().micros(),
                    item.attempts(),
                    refused.sqlState(),
                    refused.error(),
                    item.since(),
                    item.nextRetry());
        }
    }

    /** A page, by namespace and name; next is null when there are no more. */
    record Page(List<ItemBody> entries, @Nullable String next) {}

    /** A place in the list: {@code <namespace>/<name>}, as {@code next} gives it. */
    record After(Namespace namespace, SettingName name) {
        /** Reads it; Spring looks for a method of this name. */
        public static After valueOf(String text) {
            int slash = text.indexOf('/');
            if (slash < 0) {
                throw new InvalidInputException("after", text, "next of another page");
            }
            return new After(new Namespace(text.substring(0, slash)), new SettingName(text.substring(slash + 1)));
        }
    }

    @GetMapping("/v1/quarantine")
    Page list(
            @RequestParam(required = false) @Nullable Namespace namespace,
            @RequestParam(required = false) @Nullable After after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit,
            Caller caller) {
        caller.require(Role.READER);
        if (namespace != null) {
            scopes.require(Role.READER, namespace, caller);
        }
        // One more than asked for shows whether there are more.
        var found = new ArrayList<ItemBody>();
        for (var each :
                namespace == null ? backlog.namespaces().stream().sorted().toList() : List.of(namespace)) {
            int order = after == null ? 1 : each.compareTo(after.namespace());
            if (caller.reaches(each) && order >= 0 && found.size() <= limit.count()) {
                var behind = after == null || order > 0 ? null : after.name();
                quarantine
                        .list(each, behind, limit.count() + 1 - found.size())
                        .forEach(item -> found.add(ItemBody.of(each, item)));
            }
        }
        var page = found.stream().limit(limit.count()).toList();
        return new Page(page, found.size() > limit.count() ? place(page.get(page.size() - 1)) : null);
    }

    /** Makes an entry due, and starts a drain of its namespace, or joins one. */
    @PostMapping("/v1/quarantine/{namespace}/{*name}")
    ResponseEntity<RunBody> retry(
            @PathVariable Namespace namespace,
            SettingName name,
            @RequestBody(required = false) @Nullable ReasonBody body,
            Caller caller)
            throws InterruptedException {
        scopes.require(Role.OPERATOR, namespace, caller);
        if (!name.text().endsWith(RETRY)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "path: (expected: one that ends in %s)".formatted(RETRY));
        }
        var setting = new SettingName(name.text().substring(0, name.text().length() - RETRY.length()));
        var reason = ReasonBody.of(body);
        var trigger = new Trigger(Trigger.Kind.OPERATOR, caller.owner());
        var run = Archive.answer(() -> {
            actions.record(caller.owner(), "quarantine retry", namespace + "/" + setting, reason);
            if (!quarantine.retry(namespace, setting)) {
                throw notThere(namespace, setting);
            }
            var request = new RunRequest("drain", new RunScope(namespace), trigger);
            return runs.find(runs.start(request).run()).orElseThrow();
        });
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(RunBody.of(run, List.of(), caller));
    }

    /** Gives an entry up. */
    @DeleteMapping("/v1/quarantine/{namespace}/{*name}")
    ItemBody discard(
            @PathVariable Namespace namespace,
            SettingName name,
            @RequestParam(required = false) @Nullable String reason,
            Caller caller)
            throws InterruptedException {
        scopes.require(Role.OPERATOR, namespace, caller);
        if (reason == null || reason.isBlank()) {
            throw ProblemException.invalid("reason", "reason: none (expected: why)", "why");
        }
        return Archive.answer(() -> {
            actions.record(caller.owner(), "quarantine discard", namespace + "/" + name, reason);
            var item = quarantine.discard(namespace, name);
            if (item == null) {
                throw notThere(namespace, name);
            }
            return ItemBody.of(namespace, item);
        });
    }

    private static String place(ItemBody item) {
        return item.namespace() + "/" + item.name();
    }

    private static ProblemException notThere(Namespace namespace, SettingName name) {
        return ProblemException.of(
                ProblemType.NOT_FOUND, "entry: %s/%s (expected: one in quarantine)".formatted(namespace, name));
    }
}
