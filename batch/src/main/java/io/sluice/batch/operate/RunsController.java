package io.sluice.batch.operate;

import io.sluice.batch.audit.Actions;
import io.sluice.batch.run.Intervention;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunQuery;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
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
    private final Runs runs;
    private final Actions actions;
    private final Scopes scopes;

    RunsController(Runs runs, Actions actions, Scopes scopes) {
        this.runs = runs;
        this.actions = actions;
        this.scopes = scopes;
    }

    @PostMapping
    ResponseEntity<RunBody> start(@RequestBody StartBody body, Caller caller) throws InterruptedException {
        caller.require(Role.OPERATOR);
        var job = body.job(runs.jobs());
        var scope = scopes.of(body.namespace(), caller);
        var limit = body.limit();
        var request = new RunRequest(job, scope, body.options(), by(caller), body.reason());
        var run = Archive.answer(() -> {
            actions.record(caller.owner(), "start " + job, scope.toString(), body.reason());
            return runs.await(runs.start(request).run(), limit);
        });
        return answer(run.isRunning() ? HttpStatus.ACCEPTED : HttpStatus.OK, run, caller);
    }

    @PostMapping("/{id}/restart")
    ResponseEntity<RunBody> restart(
            @PathVariable long id, @RequestBody(required = false) @Nullable ReasonBody body, Caller caller)
            throws InterruptedException {
        var reason = ReasonBody.of(body);
        return intervene(id, "restart", reason, caller, () -> runs.restart(id, by(caller), reason));
    }

    @PostMapping("/{id}/stop")
    ResponseEntity<RunBody> stop(
            @PathVariable long id, @RequestBody(required = false) @Nullable ReasonBody body, Caller caller)
            throws InterruptedException {
        return intervene(id, "stop", ReasonBody.of(body), caller, () -> runs.stop(id));
    }

    @PostMapping("/{id}/recover")
    ResponseEntity<RunBody> recover(
            @PathVariable long id, @RequestBody(required = false) @Nullable ReasonBody body, Caller caller)
            throws InterruptedException {
        return intervene(id, "recover", ReasonBody.of(body), caller, () -> runs.recover(id));
    }

    private ResponseEntity<RunBody> intervene(
            long id, String action, @Nullable String reason, Caller caller, Supplier<Intervention> intervention)
            throws InterruptedException {
        caller.require(Role.OPERATOR);
        return Archive.answer(() -> {
            var run = runs.find(id).filter(found -> isVisible(found, caller)).orElseThrow(() -> unknown(id));
            var namespace = run.scope().namespace();
            if (namespace == null) {
                Scopes.requireAll(caller);
            }
            actions.record(caller.owner(), action, "run " + id, reason);
            var outcome = intervention.get();
            if (outcome instanceof Intervention.Accepted accepted) {
                return answer(HttpStatus.ACCEPTED, runs.find(accepted.run()).orElseThrow(), caller);
            }
            throw outcome instanceof Intervention.Refused refused
                    ? ProblemException.of(ProblemType.CONFLICT, refused.why())
                    : unknown(id);
        });
    }

    private static ResponseEntity<RunBody> answer(HttpStatus status, Run run, Caller caller) {
        return ResponseEntity.status(status)
                .location(URI.create("/v1/runs/" + run.id()))
                .body(RunBody.of(run, List.of(), caller));
    }

    private static Trigger by(Caller caller) {
        return new Trigger(Trigger.Kind.OPERATOR, caller.owner());
    }

    private static ProblemException unknown(long id) {
        return ProblemException.of(ProblemType.NOT_FOUND, "run: %d (expected: a run's id)".formatted(id));
    }

    @GetMapping
    RunBody.Page list(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit,
            @RequestParam(required = false) @Nullable Long after,
            Caller caller)
            throws InterruptedException {
        caller.require(Role.READER);
        // One more than asked for shows whether there are more.
        var query = new RunQuery(job, status(status), caller.namespaces(), after, limit.count() + 1);
        var found = Archive.answer(() -> runs.list(query));
        var page = found.stream()
                .limit(limit.count())
                .map(run -> RunBody.of(run, List.of(), caller))
                .toList();
        return new RunBody.Page(
                page, found.size() > limit.count() ? page.get(limit.count() - 1).id() : null);
    }

    @GetMapping("/{id}")
    RunBody read(@PathVariable long id, Caller caller) throws InterruptedException {
        caller.require(Role.READER);
        return Archive.answer(() -> {
            var run = runs.find(id).filter(found -> isVisible(found, caller)).orElseThrow(() -> unknown(id));
            var findings = runs.findings(id).stream()
                    .filter(finding -> caller.reaches(finding.namespace()))
                    .toList();
            return RunBody.of(run, findings, caller);
        });
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
