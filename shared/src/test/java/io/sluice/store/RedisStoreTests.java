package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

class RedisStoreTests {
    @Test
    void storeWhenItIsToReadFromReplicasThatNoSentinelKnowsThenRefusedByTheNameOfTheProperty() {
        for (var redis : List.of(new RedisStandaloneConfiguration(), new RedisClusterConfiguration())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TestStore.on(redis, ReadFrom.REPLICAS))
                    .withMessageStartingWith("sluice.store.read-from: replicas (expected: master");
        }
    }
}
