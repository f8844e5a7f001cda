package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.Role;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.SettingStore;
import io.sluice.watch.Replica;
import io.sluice.watch.Replicas;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Namespaces: create, describe, list. */
@RestController
@RequestMapping(path = "/v1/namespaces", produces = MediaType.APPLICATION_JSON_VALUE)
final class NamespaceController {
    private static final int LONGEST = 1000;

    private final Replicas replicas;
    private final Spaces spaces;
    private final Writes writes;
    private final SettingStore store;
    private final Conflicts conflicts;
    private final JsonMapper json;

    NamespaceController(
            Replicas replicas, Spaces spaces, Writes writes, SettingStore store, Conflicts conflicts, JsonMapper json) {
        this.conflicts = conflicts;
        this.replicas = replicas;
        this.spaces = spaces;
        this.writes = writes;
        this.store = store;
        this.json = json;
    }

    /** What a namespace is for. */
    record Body(
            @Nullable String description,
            @Nullable String durability,
            @Nullable String reason) {}

    /** A page of namespaces. */
    record Page(
            List<NamespaceView> namespaces,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String next) {}

    @PutMapping("/{namespace}")
    ResponseEntity<NamespaceView> put(
            Caller caller,
            @PathVariable Namespace namespace,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestBody Body body) {
        caller.require(Role.EDITOR, namespace);
        var members = new LinkedHashMap<String, String>();
        members.put("description", description(body));
        if (body.durability() != null) {
            members.put(
                    Assurance.DURABILITY,
                    Assurance.level(Assurance.DURABILITY, body.durability()).word());
        }
        var value = new SettingValue(json.writeValueAsString(members));
        var origin = Writes.origin(caller, body.reason(), idempotencyKey);
        var expectation = Preconditions.of(ifMatch, ifNoneMatch, Expectation.ANY);
        // First, so that no namespace holds anything that those who look for all of them cannot find.
        store.register(namespace);
        var applied = writes.write(
                namespace,
                List.of(new Change.Put(SettingName.NAMESPACE, value, expectation)),
                origin,
                conflict -> conflicts.one(namespace, conflict));
        var status = applied.created().isEmpty() ? HttpStatus.OK : HttpStatus.CREATED;
        var entry = applied.entries().get(0);
        return ResponseEntity.status(status)
                .eTag(EntityTags.of(entry.revision()))
                .body(NamespaceView.of(
                        namespace, description(body), members.get(Assurance.DURABILITY), replicas.find(namespace)));
    }

    @GetMapping("/{namespace}")
    NamespaceView get(Caller caller, @PathVariable Namespace namespace) {
        caller.require(Role.READER, namespace);
        var snapshot = spaces.snapshot(namespace);
        var described = snapshot.find(SettingName.NAMESPACE.text());
        return NamespaceView.of(
                namespace, description(described), member(described, Assurance.DURABILITY), replicas.find(namespace));
    }

    @GetMapping
    Page list(
            Caller caller,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit) {
        caller.require(Role.READER);
        var found = replicas.all().stream()
                .map(Replica::namespace)
                .filter(caller::reaches)
                .filter(namespace -> after == null || namespace.text().compareTo(after) > 0)
                .filter(namespace -> spaces.known(namespace).isPresent())
                .sorted()
                .limit(limit.count() + 1L)
                .toList();
        var shown = found.subList(0, Math.min(limit.count(), found.size()));
        var next = shown.size() < found.size() ? shown.get(shown.size() - 1).text() : null;
        return new Page(shown.stream().map(namespace -> get(caller, namespace)).toList(), next);
    }

    private @Nullable String member(Entry.@Nullable Present described, String name) {
        return described == null
                ? null
                : json.readTree(described.value().json()).path(name).asString(null);
    }

    String description(Entry.@Nullable Present described) {
        return described == null
                ? ""
                : json.readTree(described.value().json()).path("description").asString("");
    }

    private static String description(Body body) {
        return description(body.description() == null ? "" : body.description());
    }

    static String description(String description) {
        if (description.length() > LONGEST
                || description.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidInputException(
                    "description", description, "at most " + LONGEST + " characters, no unpaired surrogates");
        }
        return description;
    }
}
