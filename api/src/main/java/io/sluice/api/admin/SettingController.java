package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sluice.definition.Definition.Mark;
import io.sluice.http.Caller;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.SettingStore;
import io.sluice.store.WriteResult;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
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

/** One setting: create, change, read, remove. */
@RestController
@RequestMapping(path = "/v1/namespaces/{namespace}/settings/{*name}", produces = MediaType.APPLICATION_JSON_VALUE)
final class SettingController {
    private final Spaces spaces;
    private final Writes writes;
    private final SettingStore store;
    private final Assurances assurances;
    private final Conflicts conflicts;
    private final Rules rules;

    SettingController(
            Spaces spaces, Writes writes, SettingStore store, Assurances assurances, Conflicts conflicts, Rules rules) {
        this.conflicts = conflicts;
        this.rules = rules;
        this.spaces = spaces;
        this.writes = writes;
        this.store = store;
        this.assurances = assurances;
    }

    /**
     * What a setting is to become.
     *
     * @param value null if the field is missing, which is not the same as a JSON null
     */
    record Body(@Nullable SettingValue value, @Nullable String reason) {}

    @PutMapping
    Object put(
            Caller caller,
            @PathVariable Namespace namespace,
            SettingName name,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            Assurance assurance,
            @RequestBody Body body) {
        caller.require(Role.EDITOR, namespace);
        Names.requireWritable("name", name);
        var value = body.value();
        if (value == null) {
            throw ProblemException.invalid("value", "value: none (expected: any JSON)", "any JSON");
        }
        var origin = Writes.origin(caller, body.reason(), idempotencyKey);
        spaces.require(namespace);
        var expectation = Preconditions.of(ifMatch, ifNoneMatch, Expectation.ANY);
        return assurances.write(
                namespace,
                assurance,
                () -> writes.write(
                        namespace,
                        List.of(new Change.Put(name, value, expectation)),
                        origin,
                        conflict -> conflicts.one(namespace, conflict)),
                applied -> answer(
                        applied.created().contains(name) ? HttpStatus.CREATED : HttpStatus.OK, namespace, applied));
    }

    @GetMapping
    ResponseEntity<EntryView> get(
            Caller caller,
            @PathVariable Namespace namespace,
            SettingName name,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @RequestParam(required = false) @Nullable Source from) {
        caller.require(Role.READER, namespace);
        var found = find(caller, namespace, name, from);
        var entry = found.entry();
        if (!(entry instanceof Entry.Present)) {
            throw unknown(name);
        }
        var builder = ResponseEntity.status(
                        EntityTags.matches(ifNoneMatch, entry) ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .eTag(EntityTags.of(entry.revision()))
                .cacheControl(CacheControl.noCache().cachePrivate());
        return EntityTags.matches(ifNoneMatch, entry)
                ? builder.build()
                : builder.body(EntryView.of(namespace, entry, found.marks(), caller.role()));
    }

    @DeleteMapping
    Object delete(
            Caller caller,
            @PathVariable Namespace namespace,
            SettingName name,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            Assurance assurance,
            @RequestParam(required = false) @Nullable String reason) {
        caller.require(Role.EDITOR, namespace);
        Names.requireWritable("name", name);
        if (ifNoneMatch != null) {
            throw ProblemException.invalid(
                    HttpHeaders.IF_NONE_MATCH, "If-None-Match: given (expected: none, to remove)", "none");
        }
        var origin = Writes.origin(caller, reason, idempotencyKey);
        spaces.require(namespace);
        var expectation = Preconditions.of(ifMatch, null, Expectation.PRESENT);
        return assurances.write(
                namespace,
                assurance,
                () -> writes.write(
                        namespace,
                        List.of(new Change.Remove(name, expectation)),
                        origin,
                        conflict -> conflict.conflicts().get(0).entry() instanceof Entry.Present
                                ? conflicts.one(namespace, conflict)
                                : unknown(name)),
                applied -> answer(HttpStatus.OK, namespace, applied));
    }

    /** Where to read. */
    enum Source {
        /** This node's memory. */
        replica,
        /** The hash itself. */
        redis
    }

    /**
     * What was read.
     *
     * @param entry null if there is none
     */
    private record Found(@Nullable Entry entry, Set<Mark> marks) {}

    private Found find(Caller caller, Namespace namespace, SettingName name, @Nullable Source from) {
        var snapshot = spaces.known(namespace);
        if (from != Source.redis && snapshot.isPresent()) {
            var moment = snapshot.get();
            return new Found(moment.entry(name), rules.in(moment).marks(name));
        }
        // Also for a node that does not have the namespace: what it has not heard of may well exist.
        spaces.require(namespace);
        // The entry is of a moment in between: it is secret if it was before or is behind.
        var before = rules.known(namespace).marks(name);
        var entry = store.read(namespace, name).orElse(null);
        if (caller.role().includes(Role.EDITOR)) {
            return new Found(entry, before);
        }
        var marks = EnumSet.noneOf(Mark.class);
        marks.addAll(before);
        marks.addAll(rules.now(namespace).marks(name));
        return new Found(entry, marks);
    }

    /**
     * The answer to a write.
     *
     * @param warnings absent if there are none
     */
    record Written(
            @JsonUnwrapped EntryView entry,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings) {}

    private ResponseEntity<Written> answer(HttpStatus status, Namespace namespace, WriteResult.Applied applied) {
        var entry = applied.entries().get(0);
        var definitions = rules.here(namespace);
        return ResponseEntity.status(status)
                .eTag(EntityTags.of(entry.revision()))
                .body(new Written(
                        EntryView.of(namespace, entry, definitions.marks(entry.name()), Role.EDITOR),
                        Warning.of(List.of(entry), definitions)));
    }

    private static ProblemException unknown(SettingName name) {
        return ProblemException.of(ProblemType.UNKNOWN_SETTING, "name: %s (expected: one that is set)".formatted(name))
                .at("name", "one that is set");
    }
}
