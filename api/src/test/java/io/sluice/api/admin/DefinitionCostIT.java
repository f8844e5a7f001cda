package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.RedisServer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What definitions add to the work of Redis. */
class DefinitionCostIT {
    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_eval(?:sha)?:calls=([0-9]+)");
    private static final int WRITES = 20;

    @Test
    void putWhenThereAreDefinitionsThenCallsRedisAsOftenAsWithout() {
        // The heartbeat, which calls it too, is out of the way.
        try (var redis = RedisServer.launch();
                var node = ApiNode.start(redis, "--sluice.watch.heartbeat=10m")) {
            node.create("cost");
            node.put("/v1/namespaces/cost/settings/a", "{\"value\":0}");
            assertThat(scripts(redis, node)).isEqualTo(WRITES);
            var defined = node.call(
                    ApiNode.OPERATOR,
                    "PUT",
                    "/v1/namespaces/cost/definitions/*",
                    "{\"schema\":{\"type\":\"integer\"},\"secret\":true}");
            assertThat(defined.statusCode()).as(defined.body()).isEqualTo(201);
            assertThat(scripts(redis, node)).isEqualTo(WRITES);
        }
    }

    /** How many scripts some writes take. */
    private static long scripts(RedisServer redis, ApiNode node) {
        long before = scripts(redis);
        for (int i = 0; i < WRITES; i++) {
            var answer = node.put("/v1/namespaces/cost/settings/a", "{\"value\":" + i + "}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        return scripts(redis) - before;
    }

    private static long scripts(RedisServer redis) {
        return SCRIPTS.matcher(String.valueOf(redis.command("INFO", "commandstats")))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }
}
