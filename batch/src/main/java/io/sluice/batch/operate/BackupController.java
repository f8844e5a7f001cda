package io.sluice.batch.operate;

import io.sluice.batch.archive.ForeignRedisException;
import io.sluice.batch.archive.Installation;
import io.sluice.batch.audit.Actions;
import io.sluice.batch.backup.Backups;
import io.sluice.batch.backup.Intake;
import io.sluice.batch.backup.Intake.Outcome;
import io.sluice.batch.history.Extents;
import io.sluice.batch.run.Admission;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.http.Caller;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/backup}: all settings as lines of JSON, and an empty installation that is filled from such lines. */
@RestController
final class BackupController {
    static final String PATH = "/v1/backup";
    private static final String LINES = "application/x-ndjson";
    private static final String EMPTY = "an empty one";

    /** For a run that was under way before the backup was archived. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);

    private final Backups backups;
    private final Intake intake;
    private final Extents extents;
    private final Installation installation;
    private final Runs runs;
    private final Actions actions;
    private final Scopes scopes;

    BackupController(
            Backups backups,
            Intake intake,
            Extents extents,
            Installation installation,
            Runs runs,
            Actions actions,
            Scopes scopes) {
        this.backups = backups;
        this.intake = intake;
        this.extents = extents;
        this.installation = installation;
        this.runs = runs;
        this.actions = actions;
        this.scopes = scopes;
    }

    /**
     * What came of a backup, as JSON.
     *
     * @param rows that are archived now
     * @param run that brings them into Redis
     */
    record Restored(long rows, List<String> namespaces, RunBody run) {}

    @GetMapping(path = PATH, produces = LINES)
    void write(
            @RequestParam(required = false) @Nullable Namespace namespace,
            @RequestParam(required = false) @Nullable Moment at,
            HttpServletResponse response,
            Caller caller)
            throws IOException, InterruptedException {
        if (namespace == null) {
            Scopes.requireAll(caller);
        } else {
            caller.require(Role.OPERATOR, namespace);
        }
        response.setContentType(LINES);
        var target = response.getOutputStream();
        try {
            Archive.answer(() -> {
                write(namespace, at == null ? null : at.revision(), target, caller);
                return true;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                throw new CutOffException(e);
            }
            throw e;
        }
    }

    private void write(@Nullable Namespace only, @Nullable Revision at, OutputStream target, Caller caller) {
        var known = backups.namespaces();
        if (only != null && !known.contains(only)) {
            scopes.require(Role.OPERATOR, only, caller);
        }
        var scope = new RunScope(only).toString();
        if (at == null) {
            actions.record(caller.owner(), "backup", scope, null);
            backups.writeNow(only, target);
            return;
        }
        var namespaces = only == null ? List.copyOf(known) : List.of(only);
        namespaces.forEach(namespace -> requireCovered(namespace, at));
        actions.record(caller.owner(), "backup", "%s at %s".formatted(scope, at), null);
        backups.writePast(namespaces, at, target);
    }

    private void requireCovered(Namespace namespace, Revision at) {
        try {
            PastController.require(at, extents.of(namespace, at));
        } catch (ProblemException e) {
            throw e.with("namespace", namespace.text());
        }
    }

    /** Nothing can be told any more, for the answer has begun: the server closes the connection. */
    @SuppressWarnings("DoNotCallSuggester") // Spring calls it, and passes on what it throws
    @ExceptionHandler
    void cutOff(CutOffException failure) {
        throw failure;
    }

    @PostMapping(PATH)
    ResponseEntity<Restored> restore(
            @RequestParam(required = false) @Nullable String reason, HttpServletRequest request, Caller caller)
            throws IOException, InterruptedException {
        Scopes.requireAll(caller);
        requireLines(HttpHeaders.CONTENT_TYPE, request.getContentType());
        requireNoCoding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        var body = request.getInputStream();
        try {
            var taken = Archive.answer(() -> take(body, reason, caller));
            var run = Archive.answer(() -> bringIntoRedis(reason, caller));
            return ResponseEntity.accepted()
                    .location(URI.create("/v1/runs/" + run.id()))
                    .body(new Restored(taken.rows(), taken.namespaces(), RunBody.of(run, List.of(), caller)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            // A client that still sends would not come to read why.
            body.transferTo(OutputStream.nullOutputStream());
            throw e;
        }
    }

    private static void requireLines(String header, @Nullable String type) {
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(LINES)) {
            throw unsupported(header, String.valueOf(type), LINES);
        }
    }

    private static void requireNoCoding(@Nullable String coding) {
        if (coding != null) {
            throw unsupported(HttpHeaders.CONTENT_ENCODING, coding, "none");
        }
    }

    private static ProblemException unsupported(String header, String given, String expected) {
        return ProblemException.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, "%s: %s (expected: %s)".formatted(header, given, expected))
                .at(header, expected);
    }

    private Outcome.Taken take(InputStream body, @Nullable String reason, Caller caller) {
        try {
            installation.requireNoOther();
        } catch (ForeignRedisException e) {
            throw ProblemException.of(ProblemType.CONFLICT, String.valueOf(e.getMessage()));
        }
        actions.record(caller.owner(), "restore backup", RunScope.ALL.toString(), reason);
        var outcome = intake.take(body);
        if (outcome instanceof Outcome.Taken taken) {
            return taken;
        }
        if (outcome instanceof Outcome.Damaged damaged) {
            var field = "line " + damaged.line();
            throw ProblemException.invalid(
                    field,
                    "backup: %s: %s (expected: %s). Nothing was changed."
                            .formatted(field, damaged.fault(), damaged.expected()),
                    damaged.expected());
        }
        var why = outcome instanceof Outcome.Refused refused ? "the database says: " + refused.why() : "not empty";
        throw ProblemException.of(
                        ProblemType.CONFLICT,
                        "archive: %s (expected: %s). Nothing was changed; a backup is restored into a new database, beside a new Redis."
                                .formatted(why, EMPTY))
                .at("archive", EMPTY);
    }

    /** A run that was under way may have gone past what has come since; one that begins now has not. */
    private Run bringIntoRedis(@Nullable String reason, Caller caller) throws InterruptedException {
        var by = new Trigger(Trigger.Kind.OPERATOR, caller.owner());
        var request = new RunRequest("restore", RunScope.ALL, Map.of(), by, reason);
        var admission = runs.start(request);
        if (admission instanceof Admission.Joined joined) {
            runs.await(joined.run(), LONGEST_RUN);
            admission = runs.start(request);
        }
        return runs.find(admission.run()).orElseThrow();
    }
}
