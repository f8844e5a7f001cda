package io.sluice.batch.operate;

import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunQuery;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.http.Caller;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/runs}: starts runs, and tells what became of them. */
@RestController
@RequestMapping("/v1/runs")
class RunsController {
    private static final int MAX_LIMIT = 1000;

    private final Runs runs;
    private final Backlog backlog;

    RunsController(Runs runs, Backlog backlog) {
        this.runs = runs;
        this.backlog = backlog;
    }

    @PostMapping
    ResponseEntity<RunBody> start(@RequestBody StartBody body, Caller caller) throws InterruptedException {
        caller.require(Role.OPERATOR);
        var job = body.job(runs.jobs());
        var scope = scope(body.namespace(), caller);
        var limit = body.limit();
        var request = new RunRequest(job, scope, new Trigger(Trigger.Kind.OPERATOR, caller.owner()));
        var run = Archive.answer(() -> runs.await(runs.start(request).run(), limit));
        return ResponseEntity.status(run.isRunning() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .location(URI.create("/v1/runs/" + run.id()))
                .body(RunBody.of(run));
    }

    @GetMapping
    RunBody.Page list(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable Long after,
            Caller caller)
            throws InterruptedException {
        caller.require(Role.READER);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.invalid("limit", "limit: %d (expected: 1 to 1000)".formatted(limit), "1 to 1000");
        }
        // One more than asked for shows whether there are more.
        var query = new RunQuery(job, status(status), caller.namespaces(), after, limit + 1);
        var found = Archive.answer(() -> runs.list(query));
        var page = found.stream().limit(limit).map(RunBody::of).toList();
        return new RunBody.Page(page, found.size() > limit ? page.get(limit - 1).id() : null);
    }

    @GetMapping("/{id}")
    RunBody read(@PathVariable long id, Caller caller) throws InterruptedException {
        caller.require(Role.READER);
        return Archive.answer(() -> runs.find(id))
                .filter(run -> isVisible(run, caller))
                .map(RunBody::of)
                .orElseThrow(() ->
                        ProblemException.of(ProblemType.NOT_FOUND, "run: %d (expected: a run's id)".formatted(id)));
    }

    private RunScope scope(@Nullable String namespace, Caller caller) {
        if (namespace == null) {
            if (caller.namespaces() != null) {
                throw ProblemException.of(
                        ProblemType.FORBIDDEN, "namespace: none (expected: one that the token allows)");
            }
            return RunScope.ALL;
        }
        var only = new Namespace(namespace);
        caller.require(Role.OPERATOR, only);
        if (!backlog.namespaces().contains(only)) {
            throw ProblemException.of(
                    ProblemType.UNKNOWN_NAMESPACE, "namespace: %s (expected: one that was created)".formatted(only));
        }
        return new RunScope(only);
    }

    private static boolean isVisible(Run run, Caller caller) {
        var namespace = run.scope().namespace();
        return namespace == null || caller.reaches(namespace);
    }

    private static @Nullable BatchStatus status(@Nullable String status) {
        if (status == null) {
            return null;
        }
        return Arrays.stream(BatchStatus.values())
                .filter(known -> known.name().equals(status))
                .findFirst()
                .orElseThrow(() -> {
                    var expected = Arrays.stream(BatchStatus.values())
                            .map(BatchStatus::name)
                            .collect(Collectors.joining(", ", "one of ", ""));
                    return ProblemException.invalid(
                            "status", "status: %s (expected: %s)".formatted(status, expected), expected);
                });
    }
}
