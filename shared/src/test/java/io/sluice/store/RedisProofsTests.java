package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedisProofsTests {
    private static final Revision REVISION = new Revision(7);

    /** Else whoever has written would be told that nothing was changed. */
    @Test
    void proveWhenNobodyKnowsWhichServerHoldsTheNamespaceThenNotProvenAndNoFailure() {
        var written = new WriteResult.Applied(
                RequestId.random(),
                new Head(new Position(new Epoch("7-0000000a"), 1), REVISION),
                List.of(new Entry.Tombstone(new SettingName("a"), REVISION, "alice", null)),
                Set.of());
        try (var proofs = new RedisProofs(new Nowhere(), Duration.ofSeconds(2), 1)) {
            assertThat(proofs.prove(new Namespace("shop"), written, Durability.FSYNC))
                    .isNotDone();
        }
    }

    /** It has lost its bearings. */
    private record Nowhere() implements Topology {
        private static StoreException unknown() {
            return new StoreException(Reason.UNREACHABLE, Outcome.NOT_DONE, "nobody knows", null);
        }

        @Override
        public RedisCalls calls() {
            throw unknown();
        }

        @Override
        public Endpoint of(Namespace namespace) {
            throw unknown();
        }

        @Override
        public List<Endpoint> masters() {
            throw unknown();
        }

        @Override
        public Endpoint toSubscribeAt() {
            throw unknown();
        }

        @Override
        public Duration detour() {
            return Duration.ZERO;
        }

        @Override
        public Collection<List<String>> together(List<String> keys) {
            return List.of(keys);
        }

        @Override
        public void close() {}
    }
}
