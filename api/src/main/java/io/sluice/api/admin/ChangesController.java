package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.definition.Definitions;
import io.sluice.http.Caller;
import io.sluice.http.ProblemException;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.store.WriteResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Several changes that are carried out and seen all or none. */
@RestController
final class ChangesController {
    private final Spaces spaces;
    private final Writes writes;
    private final Assurances assurances;
    private final Conflicts conflicts;
    private final Rules rules;

    ChangesController(Spaces spaces, Writes writes, Assurances assurances, Conflicts conflicts, Rules rules) {
        this.conflicts = conflicts;
        this.rules = rules;
        this.spaces = spaces;
        this.writes = writes;
        this.assurances = assurances;
    }

    /**
     * What became of the change set.
     *
     * @param warnings absent if there are none
     */
    record Answer(
            String epoch,
            long offset,
            long revision,
            List<EntryView> changes,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings) {
        static Answer of(Namespace namespace, WriteResult.Applied applied, Definitions definitions) {
            var head = applied.head();
            return new Answer(
                    head.position().epoch().text(),
                    head.position().offset(),
                    head.revision().micros(),
                    applied.entries().stream()
                            .map(entry -> EntryView.of(namespace, entry, definitions.marks(entry.name()), Role.EDITOR))
                            .toList(),
                    Warning.of(applied.entries(), definitions));
        }
    }

    @PostMapping(path = "/v1/namespaces/{namespace}/changes", produces = MediaType.APPLICATION_JSON_VALUE)
    Object post(
            Caller caller,
            @PathVariable Namespace namespace,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestParam(defaultValue = DryRun.DEFAULT) DryRun dryRun,
            Assurance assurance,
            @RequestBody ChangesBody body) {
        caller.require(Role.EDITOR, namespace);
        requireNone(HttpHeaders.IF_MATCH, ifMatch);
        requireNone(HttpHeaders.IF_NONE_MATCH, ifNoneMatch);
        var changes = body.read();
        var origin = Writes.origin(caller, body.reason(), idempotencyKey);
        spaces.require(namespace);
        if (dryRun == DryRun.YES) {
            return writes.preview(namespace, changes, origin);
        }
        return assurances.write(
                namespace,
                assurance,
                () -> writes.write(namespace, changes, origin, conflict -> conflicts.all(namespace, conflict)),
                applied -> ResponseEntity.ok(Answer.of(namespace, applied, rules.here(namespace))));
    }

    /** One header cannot speak for several settings. */
    private static void requireNone(String header, @Nullable String value) {
        if (value != null) {
            var expected = "ifRevision in each change";
            throw ProblemException.invalid(
                    header, "%s: %s (expected: %s)".formatted(header, value, expected), expected);
        }
    }
}
