package io.sluice.api.admin;

import io.sluice.definition.Definitions;
import io.sluice.http.Caller;
import io.sluice.http.Role;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** A namespace as one document: out, and in again. */
@RestController
@RequestMapping("/v1/namespaces/{namespace}")
final class TransferController {
    static final String PROPERTIES = "text/x-java-properties";

    private final Spaces spaces;
    private final Plans plans;
    private final NamespaceController namespaces;
    private final JsonMapper json;
    private final Assurances assurances;
    private final Rules rules;

    TransferController(
            Spaces spaces,
            Plans plans,
            NamespaceController namespaces,
            JsonMapper json,
            Assurances assurances,
            Rules rules) {
        this.rules = rules;
        this.assurances = assurances;
        this.spaces = spaces;
        this.plans = plans;
        this.namespaces = namespaces;
        this.json = json;
    }

    @GetMapping(
            path = "/export",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_YAML_VALUE, PROPERTIES})
    ResponseEntity<NamespaceDocument> export(Caller caller, @PathVariable Namespace namespace) {
        caller.require(Role.READER, namespace);
        var snapshot = spaces.snapshot(namespace);
        var description = namespaces.description(snapshot.find(SettingName.NAMESPACE.text()));
        return ResponseEntity.ok()
                .varyBy("Accept")
                .body(NamespaceDocument.of(snapshot, description, rules.in(snapshot), caller.role()));
    }

    @PostMapping(
            path = "/import",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_YAML_VALUE, PROPERTIES},
            produces = MediaType.APPLICATION_JSON_VALUE)
    Object post(
            Caller caller,
            @PathVariable Namespace namespace,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestParam(defaultValue = "merge") Import.Mode mode,
            @RequestParam(defaultValue = DryRun.DEFAULT) DryRun dryRun,
            @RequestParam(required = false) @Nullable String reason,
            Assurance assurance,
            @RequestBody NamespaceDocument document) {
        caller.require(Role.EDITOR, namespace);
        var wanted = Import.read(namespace, document, json);
        var origin = Writes.origin(caller, reason, idempotencyKey);
        spaces.require(namespace);
        var content = new ArrayList<@Nullable Object>(List.of("import", origin.author(), mode));
        content.add(origin.reason());
        content.add(wanted.description());
        content.add(wanted.settings());
        content.add(wanted.masked());
        content.add(wanted.definitions());
        var request = new Plans.Request(namespace, origin, idempotencyKey == null ? null : origin.requestId(), content);
        if (dryRun == DryRun.YES) {
            return plans.preview(request, plan(caller, namespace, wanted, mode));
        }
        return assurances.write(
                namespace,
                assurance,
                () -> plans.carryOut(request, () -> plan(caller, namespace, wanted, mode)),
                applied -> ResponseEntity.ok(ChangesController.Answer.of(namespace, applied, rules.here(namespace))));
    }

    private Plan plan(Caller caller, Namespace namespace, Import wanted, Import.Mode mode) {
        var now = plans.current(namespace);
        var head = Objects.requireNonNull(now.head(), "head of what Redis holds");
        var changes = wanted.changes(now, mode, json);
        if (changes.stream().map(Change::name).anyMatch(Definitions::concerns)) {
            // Whoever may not change definitions may import them all the same, as long as they are so already.
            caller.require(Role.OPERATOR, namespace);
        }
        return new Plan(head, changes);
    }
}
