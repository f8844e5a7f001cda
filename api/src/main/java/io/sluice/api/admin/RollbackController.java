package io.sluice.api.admin;

import io.sluice.definition.Definitions;
import io.sluice.http.Caller;
import io.sluice.http.ProblemException;
import io.sluice.http.Role;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Brings back what was, by a change set of its own. */
@RestController
final class RollbackController {
    private final Spaces spaces;
    private final Plans plans;
    private final History history;
    private final Assurances assurances;
    private final Rules rules;

    RollbackController(Spaces spaces, Plans plans, History history, Assurances assurances, Rules rules) {
        this.rules = rules;
        this.assurances = assurances;
        this.spaces = spaces;
        this.plans = plans;
        this.history = history;
    }

    /**
     * What to bring back.
     *
     * @param names if absent all but Sluice's own, and for an operator the definitions too; {@code $definition/…} among
     *     them brings back a definition
     */
    record Body(
            @Nullable Long to,
            @Nullable List<@Nullable String> names,
            @Nullable String reason) {
        private Revision revision() {
            var expected = "a revision";
            if (to == null) {
                throw ProblemException.invalid("to", "to: none (expected: %s)".formatted(expected), expected);
            }
            try {
                return new Revision(to);
            } catch (InvalidInputException e) {
                throw ProblemException.invalid("to", "to: %d (expected: %s)".formatted(to, expected), expected);
            }
        }

        private Set<SettingName> settings() {
            if (names == null) {
                return Set.of();
            }
            var read = new TreeSet<SettingName>();
            for (int i = 0; i < names.size(); i++) {
                var field = "names[" + i + "]";
                if (!read.add(Names.readDefined(field, names.get(i)))) {
                    throw ProblemException.invalid(field, field + ": twice (expected: each name once)", "each once");
                }
            }
            if (read.isEmpty()) {
                throw ProblemException.invalid("names", "names: none (expected: a name, or no field)", "a name");
            }
            return read;
        }
    }

    @PostMapping(path = "/v1/namespaces/{namespace}/rollback", produces = MediaType.APPLICATION_JSON_VALUE)
    Object post(
            Caller caller,
            @PathVariable Namespace namespace,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestParam(defaultValue = DryRun.DEFAULT) DryRun dryRun,
            Assurance assurance,
            @RequestBody Body body) {
        caller.require(Role.EDITOR, namespace);
        var to = body.revision();
        var names = body.settings();
        var origin = Writes.origin(caller, body.reason(), idempotencyKey);
        if (names.stream().anyMatch(Definitions::concerns)) {
            caller.require(Role.OPERATOR, namespace);
        }
        var scope = caller.role().includes(Role.OPERATOR) ? Rollback.Scope.DEFINITIONS_TOO : Rollback.Scope.SETTINGS;
        spaces.require(namespace);
        var content = new ArrayList<@Nullable Object>(List.of("rollback", origin.author(), to.micros()));
        content.add(names.stream().map(SettingName::text).toList());
        content.add(origin.reason());
        content.add(scope);
        var request = new Plans.Request(namespace, origin, idempotencyKey == null ? null : origin.requestId(), content);
        if (dryRun == DryRun.YES) {
            return plans.preview(request, plan(namespace, to, names, scope));
        }
        return assurances.write(
                namespace,
                assurance,
                () -> plans.carryOut(request, () -> plan(namespace, to, names, scope)),
                applied -> ResponseEntity.ok(ChangesController.Answer.of(namespace, applied, rules.here(namespace))));
    }

    private Plan plan(Namespace namespace, Revision to, Set<SettingName> names, Rollback.Scope scope) {
        return new Rollback(history, plans.current(namespace), to, names, scope).plan();
    }
}
