package io.sluice.api.admin;

import io.sluice.http.Caller;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.store.PlannedWrites;
import io.sluice.store.Preview;
import io.sluice.store.SettingStore;
import io.sluice.store.WriteResult;
import io.sluice.trace.WriteSpans;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Carries out change sets for callers, and waits a little until this node has them too. Thread-safe. */
@Component
final class Writes {
    private final SettingStore store;
    private final PlannedWrites planned;
    private final Spaces spaces;
    private final Gate gate;
    private final Conflicts conflicts;
    private final @Nullable WriteSpans spans;

    Writes(
            SettingStore store,
            PlannedWrites planned,
            Spaces spaces,
            Gate gate,
            Conflicts conflicts,
            ObjectProvider<WriteSpans> spans) {
        this.spans = spans.getIfAvailable();
        this.gate = gate;
        this.conflicts = conflicts;
        this.store = store;
        this.planned = planned;
        this.spaces = spaces;
    }

    /**
     * Who writes, why, and under which id.
     *
     * @param idempotencyKey as the caller sent it; null for a new one
     */
    static Origin origin(Caller caller, @Nullable String reason, @Nullable String idempotencyKey) {
        var id = idempotencyKey == null ? RequestId.random() : new RequestId(idempotencyKey);
        return new Origin(caller.owner(), reason, id);
    }

    /**
     * Carries out a change set.
     *
     * @param conflict makes the problem where an expectation did not hold
     * @throws ProblemException if it was not carried out
     */
    WriteResult.Applied write(
            Namespace namespace,
            List<Change> changes,
            Origin origin,
            Function<WriteResult.Conflict, ProblemException> conflict) {
        return told(gate.pass(namespace, changes, traced(origin), store::write), namespace, origin, conflict);
    }

    /**
     * Carries out a change set that was computed, and remembers it by its request.
     *
     * @param content all that makes it this request and no other
     * @throws ProblemException if it was not carried out
     */
    WriteResult.Applied write(Namespace namespace, List<Change> changes, Origin origin, String content) {
        return told(
                gate.pass(namespace, changes, traced(origin), set -> planned.write(set, content)), namespace, origin);
    }

    /**
     * Says what a change set would change, or why it would be refused.
     *
     * @throws ProblemException if it would not be carried out
     */
    Difference preview(Namespace namespace, List<Change> changes, Origin origin) {
        var definitions = gate.require(namespace, changes);
        var preview = planned.preview(new ChangeSet(namespace, changes, origin));
        if (preview instanceof Preview.Possible possible) {
            return Difference.of(changes, possible.found(), definitions.with(changes));
        }
        var refused = ((Preview.Refused) preview).result();
        throw refusal(refused, namespace, origin, conflict -> conflicts.all(namespace, conflict));
    }

    /** A write is part of the call that it is made by. */
    private Origin traced(Origin origin) {
        return spans == null ? origin : origin.within(spans.current());
    }

    /** What a write has told, with all conflicts where it has some. */
    WriteResult.Applied told(WriteResult result, Namespace namespace, Origin origin) {
        return told(result, namespace, origin, conflict -> conflicts.all(namespace, conflict));
    }

    private WriteResult.Applied told(
            WriteResult result,
            Namespace namespace,
            Origin origin,
            Function<WriteResult.Conflict, ProblemException> conflict) {
        if (result instanceof WriteResult.Applied applied) {
            spaces.settle(namespace, applied.head().revision());
            return applied;
        }
        throw refusal(result, namespace, origin, conflict);
    }

    private static ProblemException refusal(
            WriteResult result,
            Namespace namespace,
            Origin origin,
            Function<WriteResult.Conflict, ProblemException> conflict) {
        if (result instanceof WriteResult.Conflict met) {
            return conflict.apply(met);
        }
        if (result instanceof WriteResult.NamespaceFull full) {
            return ProblemException.of(
                    ProblemType.NAMESPACE_FULL,
                    "namespace: %s (expected: at most %d settings, removed ones included)"
                            .formatted(namespace, full.limit()));
        }
        var expected = "one of its own for every request";
        return ProblemException.of(
                        ProblemType.IDEMPOTENCY_KEY_REUSED,
                        "Idempotency-Key: %s (expected: %s)".formatted(origin.requestId(), expected))
                .at("Idempotency-Key", expected);
    }
}
