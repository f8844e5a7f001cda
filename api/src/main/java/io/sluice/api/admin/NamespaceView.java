package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.watch.Replica;
import io.sluice.watch.WatchState;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as this node has it.
 *
 * @param durability level for writes that ask for none; null if there is none
 * @param state of this node's replica
 * @param head how far this node has come; null if it has nothing yet
 */
record NamespaceView(
        String namespace,
        String description,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String durability,

        String state,
        @Nullable At head,
        Counts counts) {
    /** How far the node has come. */
    record At(String epoch, long offset, long revision) {
        static At of(Head head) {
            return new At(
                    head.position().epoch().text(),
                    head.position().offset(),
                    head.revision().micros());
        }
    }

    /**
     * How much there is.
     *
     * @param settings that are set, without Sluice's own
     */
    record Counts(long settings) {}

    static NamespaceView of(
            Namespace namespace, String description, @Nullable String durability, Optional<Replica> replica) {
        var state = replica.map(Replica::state).orElse(WatchState.SYNCING);
        var snapshot = replica.map(Replica::snapshot);
        var settings = new AtomicLong();
        snapshot.ifPresent(held -> held.forEach(entry -> {
            if (entry instanceof Entry.Present setting && !setting.name().isInternal()) {
                settings.incrementAndGet();
            }
        }));
        return new NamespaceView(
                namespace.text(),
                description,
                durability,
                state.name(),
                snapshot.map(held -> held.head()).map(At::of).orElse(null),
                new Counts(settings.get()));
    }
}
