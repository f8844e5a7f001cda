package io.sluice.spring;

import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import io.sluice.store.TestStore;
import io.sluice.watch.Replica;
import io.sluice.watch.ReplicaStatus;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Replicas that are as a test says. */
final class HandReplicas implements Replicas {
    private static final Epoch EPOCH = new Epoch("1-00000000");

    private final List<Replica> all = new ArrayList<>();
    private WatchState state = WatchState.SYNCING;

    /** One more, which has not heard of anything. */
    HandReplica add(String namespace, Instant now) {
        var replica = new HandReplica(new Namespace(namespace), now);
        all.add(replica);
        return replica;
    }

    void move(WatchState next) {
        state = next;
    }

    @Override
    public Optional<Replica> find(Namespace namespace) {
        return all.stream()
                .filter(replica -> replica.namespace().equals(namespace))
                .findAny();
    }

    @Override
    public List<Replica> all() {
        return List.copyOf(all);
    }

    @Override
    public WatchState state() {
        return state;
    }

    /** A head of the usual epoch. */
    static Head head(long offset, Instant written) {
        return head(EPOCH, offset, written);
    }

    /** A head of that epoch. */
    static Head head(Epoch epoch, long offset, Instant written) {
        return new Head(new Position(epoch, offset), new Revision(ChronoUnit.MICROS.between(Instant.EPOCH, written)));
    }

    /** One of them. */
    static final class HandReplica implements Replica {
        private final Namespace namespace;
        private Snapshot snapshot;
        private WatchState state = WatchState.SYNCING;
        private Instant since;
        private @Nullable Head seen;
        private @Nullable Instant lastMessage;
        private @Nullable Instant lastApplied;

        HandReplica(Namespace namespace, Instant now) {
            this.namespace = namespace;
            this.snapshot = Snapshot.empty(namespace);
            this.since = now;
        }

        HandReplica move(WatchState next, Instant now) {
            state = next;
            since = now;
            return this;
        }

        /** A change of one setting, which has just arrived. */
        HandReplica apply(String name, Head reached, Instant now) {
            var entry = new Entry.Present(
                    new SettingName(name), new SettingValue("1"), reached.revision(), TestStore.AUTHOR, null);
            snapshot = snapshot.merge(List.of(entry), reached);
            lastMessage = now;
            lastApplied = now;
            return this;
        }

        HandReplica see(Head head) {
            seen = head;
            return this;
        }

        @Override
        public Namespace namespace() {
            return namespace;
        }

        @Override
        public Snapshot snapshot() {
            return snapshot;
        }

        @Override
        public WatchState state() {
            return state;
        }

        @Override
        public ReplicaStatus status() {
            return new ReplicaStatus(state, since, snapshot.head(), seen, lastMessage, lastApplied);
        }

        @Override
        public boolean awaitRevision(Revision revision, Duration timeout) {
            throw new UnsupportedOperationException();
        }
    }
}
