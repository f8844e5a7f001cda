package io.sluice.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.browser.Chromium;
import io.sluice.check.Checks;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a node says of a Redis that is not safe: by HTTP, in health, as a gauge and on the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChecksIT {
    private static final String LIST = "/v1/checks";

    private final RedisServer redis = RedisServer.launch(RedisSetup.temporary()
            .with("maxmemory-policy", "allkeys-lru")
            .with("maxmemory", "100mb")
            .with("appendonly", "no"));
    private final ApiNode node = ApiNode.start(redis);

    @BeforeAll
    void look() {
        node.context().getBean(Checks.class).look();
    }

    @AfterAll
    void close() {
        node.close();
        redis.close();
    }

    @Test
    void listWhenRedisIsUnsafeThenSaysWhatAndWhatToDo() {
        var answer = node.get(LIST);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(outcomes())
                .isEqualTo(Map.of(
                        "redis.version", "ok",
                        "redis.capabilities", "ok",
                        "redis.appendonly", "warning",
                        "redis.appendfsync", "unknown",
                        "redis.eviction", "warning",
                        "redis.output-buffer", "unknown",
                        "redis.clock", "ok"));
        var eviction = json(answer)
                .path("checks")
                .valueStream()
                .filter(check -> check.path("id").asString().equals("redis.eviction"))
                .findFirst()
                .orElseThrow();
        assertThat(eviction.path("found").asString()).isEqualTo("maxmemory-policy allkeys-lru");
        assertThat(eviction.path("expected").asString()).isEqualTo("maxmemory-policy noeviction");
        assertThat(eviction.path("remedy").asString()).contains("CONFIG SET maxmemory-policy noeviction");
    }

    @Test
    void healthWhenRedisIsUnsafeThenDegradedAndInService() {
        assertThat(node.get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(node.get("/actuator/health").body()).contains("DEGRADED").doesNotContain("redis");
        assertThat(node.get("/actuator/health/readiness").body()).contains("\"UP\"");
    }

    @Test
    void gaugeWhenRedisIsUnsafeThenOne() {
        assertThat(gauge("redis.eviction")).isOne();
        assertThat(gauge("redis.version")).isZero();
        assertThat(gauge("redis.appendfsync")).isNaN();
    }

    @Test
    void nodesWhenRedisIsUnsafeThenThePageSaysWhatToDo() {
        try (var tab = Chromium.shared().open(node.address() + "/#/nodes").signIn(ApiNode.READER)) {
            var notice = tab.page().locator(".notice-warn");
            assertThat(notice).containsText("Servers are not set as they should be, in 2 ways.");
            assertThat(notice.locator("li")).hasCount(2);
            assertThat(notice).containsText("maxmemory-policy allkeys-lru");
            assertThat(notice).containsText("CONFIG SET appendonly yes");
            tab.requireAccessible();
        }
    }

    private Map<String, String> outcomes() {
        var outcomes = new TreeMap<String, String>();
        json(node.get(LIST))
                .path("checks")
                .forEach(check -> outcomes.put(
                        check.path("id").asString(), check.path("outcome").asString()));
        return outcomes;
    }

    private double gauge(String check) {
        return node.context()
                .getBean(MeterRegistry.class)
                .get("sluice.check.failed")
                .tag("check", check)
                .gauge()
                .value();
    }
}
