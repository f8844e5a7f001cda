package io.sluice.api.admin;

import io.sluice.definition.BadSchemaException;
import io.sluice.definition.Definition;
import io.sluice.definition.Definitions;
import io.sluice.definition.Target;
import io.sluice.definition.Violation;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Expectation;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets through the writes that keep to the definitions. It judges by what this node knows, and the write itself finds out
 * whether that was still true; so a write costs no further call of Redis, unless a definition has just changed.
 * Thread-safe.
 */
@Component
final class Gate {
    private static final int ATTEMPTS = 10;
    /** Beyond so many violations the values that follow are not judged, which is told of each: the answer has to end. */
    private static final int MOST = 10_000;

    private static final String JUDGED = "fewer violations before it in the same write";
    private static final Expectation NEVER = Expectation.oneOf(Set.of());
    private static final SettingValue MARK = new SettingValue("true");

    private final Rules rules;

    Gate(Rules rules) {
        this.rules = rules;
    }

    /**
     * Carries out a write, if the definitions allow it. A repetition of one that was carried out gets its answer, whatever is
     * allowed now.
     *
     * @param write carries out what it is given
     * @throws ProblemException 422 with everything that breaks a definition
     */
    WriteResult pass(Namespace namespace, List<Change> changes, Origin origin, Function<ChangeSet, WriteResult> write) {
        var marked = marked(changes);
        var definitions = rules.known(namespace);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var broken = broken(definitions, changes);
            if (broken == null) {
                var result = write.apply(new ChangeSet(namespace, marked, origin, guard(unchanged(definitions))));
                if (!isOutdated(result)) {
                    return result;
                }
                definitions = rules.now(namespace);
            } else {
                var newest = rules.now(namespace);
                if (Objects.equals(newest.revision(), definitions.revision())) {
                    return answered(write.apply(new ChangeSet(namespace, marked, origin, guard(NEVER))), broken);
                }
                definitions = newest;
            }
        }
        throw ProblemException.of(
                ProblemType.UNAVAILABLE, "The definitions change faster than they can be read. Nothing was changed.");
    }

    /**
     * Demands that the definitions allow a write.
     *
     * @return those that it was judged by
     * @throws ProblemException 422 if they do not
     */
    Definitions require(Namespace namespace, List<Change> changes) {
        var definitions = rules.now(namespace);
        var broken = broken(definitions, changes);
        if (broken != null) {
            throw broken;
        }
        return definitions;
    }

    /** A write that could not be carried out has told whether it once was. */
    private static WriteResult answered(WriteResult result, ProblemException broken) {
        if (result instanceof WriteResult.Conflict) {
            throw broken;
        }
        return result;
    }

    private static @Nullable ProblemException broken(Definitions definitions, List<Change> changes) {
        try {
            var then = definitions.with(changes);
            var violations = new ArrayList<Violation>();
            for (var change : changes) {
                var rule = change instanceof Change.Put ? then.find(change.name()) : null;
                if (rule != null && change instanceof Change.Put put) {
                    violations.addAll(
                            violations.size() < MOST
                                    ? rule.check(put.name(), put.value())
                                    : List.of(new Violation(put.name(), "", Violation.LIMIT, JUDGED)));
                }
            }
            return violations.isEmpty() ? null : problem(violations);
        } catch (BadSchemaException e) {
            return ProblemException.of(ProblemType.BAD_SCHEMA, e.getMessage() + ". Nothing was changed.")
                    .at("schema" + e.pointer(), e.expected());
        }
    }

    private static ProblemException problem(List<Violation> violations) {
        var first = violations.get(0);
        var more = violations.size() == 1 ? "" : ", and %d more".formatted(violations.size() - 1);
        return ProblemException.of(
                        ProblemType.DEFINITION_BROKEN,
                        "%s: %s%s. Nothing was changed.".formatted(first.name(), first.describe(), more))
                .at(first.name() + first.pointer(), first.expected())
                .with("violations", violations.stream().map(ViolationView::of).toList());
    }

    /** Whoever changes a definition says so, for those who judge by the former ones; and that values are secret, for good. */
    private static List<Change> marked(List<Change> changes) {
        if (changes.stream().map(Change::name).noneMatch(Definitions::concerns)) {
            return changes;
        }
        var more = new ArrayList<>(changes);
        more.add(new Change.Put(Definitions.MARKER, MARK));
        for (var change : changes) {
            if (change instanceof Change.Put put && Definitions.isKeptIn(put.name())) {
                var target = Target.of(put.name());
                if (Definition.read(target, put.value()).isSecret()) {
                    more.add(new Change.Put(target.secretMark(), MARK));
                }
            }
        }
        return more;
    }

    private static Expectation unchanged(Definitions definitions) {
        var revision = definitions.revision();
        return revision == null ? Expectation.ABSENT : Expectation.at(revision);
    }

    private static Map<SettingName, Expectation> guard(Expectation expectation) {
        return Map.of(Definitions.MARKER, expectation);
    }

    private static boolean isOutdated(WriteResult result) {
        return result instanceof WriteResult.Conflict conflict
                && conflict.conflicts().stream().anyMatch(found -> found.name().equals(Definitions.MARKER));
    }
}
