package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class NodesIT extends NodesContract {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.as(RedisUsers.API, REDIS.host(), REDIS.port());

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Override
    protected Nodes nodes() {
        return STORE.nodes();
    }

    @Test
    void liveWhenTheIndexNamesANodeWithoutReportThenTidiesIt() {
        REDIS.command("ZADD", Keys.NODES, "1", "gone");
        assertThat(nodes().live()).noneMatch(report -> report.id().equals("gone"));
        assertThat(REDIS.command("ZSCORE", Keys.NODES, "gone")).isNull();
    }

    @Test
    void liveWhenAReportIsForeignThenIsPassedOver() {
        REDIS.command("ZADD", Keys.NODES, "1", "foreign");
        REDIS.command("HSET", Keys.node("foreign"), "host", "by hand");
        assertThat(nodes().live()).noneMatch(report -> report.id().equals("foreign"));
        nodes().remove("foreign");
        assertThat(REDIS.command("EXISTS", Keys.node("foreign"))).isEqualTo(0L);
    }
}
