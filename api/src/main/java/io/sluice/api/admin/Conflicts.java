package io.sluice.api.admin;

import io.sluice.definition.Definitions;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.store.WriteResult;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells those who wrote which expectations did not hold, and what is there instead. Thread-safe. */
@Component
final class Conflicts {
    private final Rules rules;

    Conflicts(Rules rules) {
        this.rules = rules;
    }

    /**
     * A conflict in a list.
     *
     * @param name of the setting
     * @param current what is there, which may be a removed one; null if there never was anything
     */
    record View(String name, @Nullable EntryView current) {
        static View of(Namespace namespace, WriteResult.Found found, Definitions definitions) {
            var entry = found.entry();
            var marks = definitions.marks(found.name());
            return new View(
                    found.name().text(), entry == null ? null : EntryView.of(namespace, entry, marks, Role.EDITOR));
        }
    }

    /** The problem of a change set: every conflict it has. */
    ProblemException all(Namespace namespace, WriteResult.Conflict conflict) {
        var definitions = rules.here(namespace);
        var views = conflict.conflicts().stream()
                .map(found -> View.of(namespace, found, definitions))
                .toList();
        return ProblemException.of(
                        ProblemType.REVISION_CONFLICT,
                        "%d of the expected revisions are not the current ones. Nothing was changed."
                                .formatted(views.size()))
                .with("conflicts", views);
    }

    /** The problem of a single setting: what is there. */
    ProblemException one(Namespace namespace, WriteResult.Conflict conflict) {
        var definitions = rules.here(namespace);
        var current =
                View.of(namespace, conflict.conflicts().get(0), definitions).current();
        var problem = ProblemException.of(
                ProblemType.REVISION_CONFLICT,
                current == null || current.value() == null
                        ? "The setting does not exist. Nothing was changed."
                        : "The setting is at revision %d. Nothing was changed.".formatted(current.revision()));
        return current == null ? problem : problem.with("current", current);
    }
}
