package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sluice.definition.Definitions;
import io.sluice.definition.Target;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What settings are for, and which values they may have. */
@RestController
@RequestMapping(path = "/v1/namespaces/{namespace}/definitions", produces = MediaType.APPLICATION_JSON_VALUE)
final class DefinitionController {
    private final Spaces spaces;
    private final Writes writes;
    private final Rules rules;
    private final Conflicts conflicts;
    private final Assurances assurances;

    DefinitionController(Spaces spaces, Writes writes, Rules rules, Conflicts conflicts, Assurances assurances) {
        this.spaces = spaces;
        this.writes = writes;
        this.rules = rules;
        this.conflicts = conflicts;
        this.assurances = assurances;
    }

    /**
     * A page.
     *
     * @param next what to ask for as {@code after}; absent on the last page
     */
    record Page(
            String namespace,
            List<DefinitionView> definitions,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String next) {}

    /** What a definition would find, told instead of writing it. */
    @JsonPropertyOrder({"dryRun", "violations"})
    record Preview(@JsonUnwrapped Breaking breaking) {
        /** Always true: so that nobody takes this for the answer of a write. */
        @JsonProperty
        boolean dryRun() {
            return true;
        }
    }

    @GetMapping
    Page list(
            Caller caller,
            @PathVariable Namespace namespace,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit) {
        caller.require(Role.READER, namespace);
        var snapshot = spaces.snapshot(namespace);
        var definitions = rules.in(snapshot);
        var found = snapshot.page(Target.room(), after == null ? null : Target.room() + after, limit.count() + 1);
        var shown = found.subList(0, Math.min(limit.count(), found.size())).stream()
                .map(entry -> view(namespace, definitions, entry))
                .filter(Objects::nonNull)
                .toList();
        return new Page(
                namespace.text(),
                shown,
                shown.size() < found.size() ? shown.get(shown.size() - 1).name() : null);
    }

    @GetMapping("/{*name}")
    ResponseEntity<DefinitionView> get(
            Caller caller,
            @PathVariable Namespace namespace,
            Target name,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch) {
        caller.require(Role.READER, namespace);
        var rule = rules.in(spaces.snapshot(namespace)).find(name);
        var entry = rule == null ? null : rule.entry();
        if (rule == null || entry == null) {
            throw unknown(name);
        }
        var isKnown = EntityTags.matches(ifNoneMatch, entry);
        var builder = ResponseEntity.status(isKnown ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .eTag(EntityTags.of(entry.revision()));
        return isKnown ? builder.build() : builder.body(DefinitionView.of(namespace, rule, entry));
    }

    @PutMapping("/{*name}")
    Object put(
            Caller caller,
            @PathVariable Namespace namespace,
            Target name,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestParam(defaultValue = DryRun.DEFAULT) DryRun dryRun,
            Assurance assurance,
            @RequestBody DefinitionBody body) {
        caller.require(Role.OPERATOR, namespace);
        var definition = body.read(name);
        var origin = Writes.origin(caller, body.reason(), idempotencyKey);
        spaces.require(namespace);
        var expectation = Preconditions.of(ifMatch, ifNoneMatch, Expectation.ANY);
        var changes = List.<Change>of(new Change.Put(name.setting(), definition.value(), expectation));
        if (dryRun == DryRun.YES) {
            var unused = writes.preview(namespace, changes, origin);
            return new Preview(breaking(rules.current(namespace), name, changes));
        }
        return assurances.write(
                namespace,
                assurance,
                () -> writes.write(namespace, changes, origin, conflict -> conflicts.one(namespace, conflict)),
                applied -> {
                    var entry = applied.entries().get(0);
                    var status = applied.created().contains(entry.name()) ? HttpStatus.CREATED : HttpStatus.OK;
                    return ResponseEntity.status(status)
                            .eTag(EntityTags.of(entry.revision()))
                            .body(DefinitionView.written(
                                    namespace,
                                    definition,
                                    entry,
                                    breaking(rules.with(namespace, entry.revision()), name, changes)));
                });
    }

    @DeleteMapping("/{*name}")
    Object delete(
            Caller caller,
            @PathVariable Namespace namespace,
            Target name,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            Assurance assurance,
            @RequestParam(required = false) @Nullable String reason) {
        caller.require(Role.OPERATOR, namespace);
        var origin = Writes.origin(caller, reason, idempotencyKey);
        spaces.require(namespace);
        var expectation = Preconditions.of(ifMatch, null, Expectation.PRESENT);
        return assurances.write(
                namespace,
                assurance,
                () -> writes.write(
                        namespace,
                        List.of(new Change.Remove(name.setting(), expectation)),
                        origin,
                        conflict -> conflict.conflicts().get(0).entry() instanceof Entry.Present
                                ? conflicts.one(namespace, conflict)
                                : unknown(name)),
                applied -> {
                    var entry = applied.entries().get(0);
                    return ResponseEntity.ok()
                            .eTag(EntityTags.of(entry.revision()))
                            .body(EntryView.of(namespace, entry, Set.of(), caller.role()));
                });
    }

    private Breaking breaking(Snapshot snapshot, Target target, List<Change> changes) {
        return Breaking.of(snapshot, rules.in(snapshot).with(changes), target);
    }

    private static @Nullable DefinitionView view(Namespace namespace, Definitions definitions, Entry.Present entry) {
        var rule = definitions.keptIn(entry.name());
        return rule == null ? null : DefinitionView.of(namespace, rule, entry);
    }

    private static ProblemException unknown(Target name) {
        var expected = "one that is defined";
        return ProblemException.of(
                        ProblemType.UNKNOWN_DEFINITION, "definition: %s (expected: %s)".formatted(name, expected))
                .at("name", expected);
    }
}
