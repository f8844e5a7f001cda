package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class RedisStoreIT {
    private static final RedisServer REDIS = RedisServer.shared();

    @Test
    void commandWhenItsConnectionIsHalfOpenThenFailsAndLaterOnesGoThroughANewOne() {
        var namespace = newNamespace();
        try (var proxy = TcpProxy.to(REDIS);
                var store = TestStore.on(proxy.host(), proxy.port(), StoreLimits.standard(), Duration.ofMillis(500))) {
            store.settings().write(set(namespace, put("a", "1")));
            proxy.freezeOpen();
            var change = set(namespace, put("a", "2"));
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.settings().write(change))
                    .satisfies(failure -> {
                        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
                        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                    });
            await().ignoreExceptionsInstanceOf(StoreException.class)
                    .until(() -> store.settings().write(change), WriteResult.Applied.class::isInstance);
        }
    }
}
