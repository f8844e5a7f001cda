package io.sluice.api.admin;

import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import io.sluice.store.Feed;
import io.sluice.store.PlannedWrites;
import io.sluice.store.WriteResult;
import io.sluice.watch.CurrentSnapshots;
import io.sluice.watch.Replicas;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries out requests whose changes are computed from what is there. The changes expect just that, so whatever somebody
 * else changes meanwhile ends the request with a conflict and is not lost. Thread-safe.
 */
@Component
final class Plans {
    private final PlannedWrites planned;
    private final CurrentSnapshots current;
    private final Writes writes;
    private final Conflicts conflicts;
    private final JsonMapper json;

    Plans(PlannedWrites planned, Feed feed, Replicas replicas, Writes writes, Conflicts conflicts, JsonMapper json) {
        this.conflicts = conflicts;
        this.planned = planned;
        this.current = new CurrentSnapshots(feed, replicas);
        this.writes = writes;
        this.json = json;
    }

    /**
     * A request.
     *
     * @param namespace that it changes
     * @param origin who, and why
     * @param key the id that the caller gave it; null if there is nothing to remember it by
     * @param content all that makes it this request and no other; written as JSON
     */
    record Request(
            Namespace namespace, Origin origin, @Nullable RequestId key, List<@Nullable Object> content) {}

    /** The namespace as Redis holds it now. */
    Snapshot current(Namespace namespace) {
        return current.read(namespace)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.UNAVAILABLE,
                        "Redis holds nothing of the namespace now; it is brought back first. Nothing was changed."));
    }

    /**
     * Carries out what a request comes to. A repetition gets the first answer, without computing anything.
     *
     * @throws ProblemException if it was not carried out
     */
    WriteResult.Applied carryOut(Request request, Supplier<Plan> computation) {
        var namespace = request.namespace();
        if (request.key() == null) {
            var plan = computation.get();
            return plan.changes().isEmpty()
                    ? new WriteResult.Applied(request.origin().requestId(), plan.head(), List.of(), Set.of())
                    : writes.write(
                            namespace,
                            bounded(plan).changes(),
                            request.origin(),
                            conflict -> conflicts.all(namespace, conflict));
        }
        var key = request.key();
        var content = json.writeValueAsString(request.content());
        var known = planned.answer(namespace, key, content);
        if (known.isPresent()) {
            return writes.told(known.get(), namespace, request.origin());
        }
        var plan = computation.get();
        return plan.changes().isEmpty()
                ? writes.told(planned.nothing(namespace, key, plan.head(), content), namespace, request.origin())
                : writes.write(namespace, bounded(plan).changes(), request.origin(), content);
    }

    /**
     * What a plan would change.
     *
     * @throws ProblemException if it could not be carried out
     */
    Difference preview(Request request, Plan plan) {
        return plan.changes().isEmpty()
                ? new Difference(List.of(), List.of())
                : writes.preview(request.namespace(), bounded(plan).changes(), request.origin());
    }

    /** The change that brings a setting to a value, or removes it; null if it is so already. */
    static @Nullable Change change(SettingName name, @Nullable Entry now, @Nullable SettingValue value) {
        var present = now instanceof Entry.Present setting ? setting : null;
        var expectation = present == null ? Expectation.ABSENT : Expectation.at(present.revision());
        if (value == null) {
            return present == null ? null : new Change.Remove(name, expectation);
        }
        return present != null && present.value().equals(value) ? null : new Change.Put(name, value, expectation);
    }

    private static Plan bounded(Plan plan) {
        int count = plan.changes().size();
        if (count > ChangeSet.MAX_CHANGES) {
            var expected = "at most %d changes at once".formatted(ChangeSet.MAX_CHANGES);
            throw ProblemException.of(
                            ProblemType.TOO_LARGE,
                            "changes: %d (expected: %s). Nothing was changed; do it in parts."
                                    .formatted(count, expected))
                    .at("changes", expected);
        }
        return plan;
    }
}
