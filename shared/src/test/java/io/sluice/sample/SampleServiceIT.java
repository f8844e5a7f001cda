package io.sluice.sample;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.LeashedProcess;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.store.RedisStore;
import io.sluice.store.Rejection;
import io.sluice.store.TestStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SampleServiceIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Namespace shop = newNamespace();
    private final Namespace defaults = newNamespace();
    private final int port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void serviceWhenSettingsChangeThenAllOfItFollows() {
        write(
                defaults,
                put("greeting", "\"hello\""),
                put("pool.size", "2"),
                put("limits", "{\"max\":7,\"patience\":\"3s\"}"));
        try (var proxy = TcpProxy.to(REDIS);
                var service = start(proxy.host(), proxy.port())) {
            await().atMost(PATIENCE)
                    .until(() -> known(service).path("state").asString().equals("LIVE"));
            var known = known(service);
            assertThat(known.path("greeting").asString()).isEqualTo("hello");
            assertThat(known.path("pool").asInt()).isEqualTo(2);
            assertThat(known.path("limits").toString()).contains("\"max\":7");
            assertThat(known.path("environment").asString()).isEqualTo("7");

            write(shop, put("greeting", "\"grüezi\""), put("timeout", "\"250ms\""), put("pool.size", "5"));
            write(shop, put("limits", "{\"max\":8}"), put("hosts", "[{\"name\":\"a\",\"port\":1}]"));
            await().until(() -> known(service).path("limits").path("max").asInt() == 8);
            await().until(() -> known(service).path("pool").asInt() == 5);
            known = known(service);
            assertThat(known.path("greeting").asString()).isEqualTo("grüezi");
            assertThat(known.path("timeout").asInt()).isEqualTo(250);
            assertThat(known.path("hosts").path(0).path("name").asString()).isEqualTo("a");
            assertThat(known.path("heard").toString()).contains("hello > grüezi");

            write(shop, put("greeting", "\"\""), put("pool.size", "\"many\""));
            await().until(() -> rejected().size() == 2);
            assertThat(rejected())
                    .extracting(Rejection::reason)
                    .containsExactly("a greeting cannot be empty", "pool.size: does not fit int");
            assertThat(known(service).path("pool").asInt()).isEqualTo(5);

            proxy.cut();
            await().until(() -> known(service).path("state").asString().equals("STALE"));
            write(shop, remove("greeting"), remove("pool.size"));
            assertThat(known(service).path("timeout").asInt()).isEqualTo(250);
            proxy.pass();
            await().until(() -> known(service).path("state").asString().equals("LIVE"));
            await().until(() -> known(service).path("pool").asInt() == 2);
            known = known(service);
            assertThat(known.path("greeting").asString()).isEqualTo("hello");
            assertThat(known.path("heard").toString())
                    .contains("SUBSCRIPTION DISCONNECTED", "state STALE", "SUBSCRIPTION ACTIVATED", "state LIVE");
            await().until(() -> rejected().isEmpty());
        }
    }

    private LeashedProcess start(String redisHost, int redisPort) {
        var command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                SampleService.class.getName(),
                "--spring.application.name=sample",
                "--spring.data.redis.host=" + redisHost,
                "--spring.data.redis.port=" + redisPort,
                "--spring.data.redis.username=" + RedisUsers.SUBSCRIBER,
                "--spring.data.redis.password=" + RedisUsers.password(RedisUsers.SUBSCRIBER),
                "--sluice.namespaces=" + shop + "," + defaults,
                "--sluice.node.id=" + shop,
                "--sluice.watch.heartbeat=1s",
                "--sample.port=" + port);
        return LeashedProcess.start(command, folder, Map.of(), folder.resolve("service.log"));
    }

    /** What the service says; nothing where it does not answer yet. */
    private JsonNode known(LeashedProcess service) {
        assertThat(service.isAlive()).as(service::logTail).isTrue();
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                    .build();
            return JsonMapper.shared()
                    .readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            return JsonMapper.shared().createObjectNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<Rejection> rejected() {
        return STORE.nodes().live().stream()
                .filter(node -> node.id().equals(shop.text()))
                .flatMap(node -> node.rejected().stream())
                .toList();
    }

    private static void write(Namespace namespace, Change... changes) {
        assertThat(STORE.settings().write(set(namespace, changes))).isNotNull();
    }
}
