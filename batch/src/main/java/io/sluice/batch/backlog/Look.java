package io.sluice.batch.backlog;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.BacklogState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The backlog as it was at one moment.
 *
 * @param at when it was read, by the clock of this node
 * @param states of each namespace that can be read
 * @param damages which namespaces cannot be read, and why
 */
public record Look(Instant at, Map<Namespace, BacklogState> states, List<String> damages) {
    public Look {
        states = Map.copyOf(states);
        damages = List.copyOf(damages);
    }

    /** How many entries are dirty, those in quarantine included. */
    public long dirty() {
        return states.values().stream().mapToLong(BacklogState::dirty).sum();
    }

    /** How many entries the archive refuses. */
    public long quarantined() {
        return states.values().stream().mapToLong(BacklogState::quarantined).sum();
    }

    /** How many entries a drain would take up. */
    public long waiting() {
        return states.values().stream().mapToLong(BacklogState::due).sum();
    }

    /** How many records of the history are pending. */
    public long historyPending() {
        return states.values().stream().mapToLong(BacklogState::historyPending).sum();
    }

    /** For how long the oldest entry has been waiting that a drain would take up; empty if there is none. Never negative. */
    public Optional<Duration> oldest(Instant now) {
        return states.values().stream()
                .map(BacklogState::oldest)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(since -> age(since, now));
    }

    static Duration age(Revision since, Instant now) {
        var age = Duration.between(since.time(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
