package io.sluice.spring;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Namespace;
import io.sluice.store.SettingStore;
import io.sluice.store.WriteResult.Applied;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** A web service with the actuator that adds the dependency, names a namespace, and configures nothing else. */
class ReadinessIT {
    private static final String HEALTH = "/actuator/health";
    private static final String READINESS = HEALTH + "/readiness";
    private static final String LIVENESS = HEALTH + "/liveness";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Namespace namespace = newNamespace();
    private final HttpClient client = HttpClient.newHttpClient();
    private final TcpProxy proxy = TcpProxy.to(RedisServer.shared());

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void readinessWhenRedisIsDownThenIs503UntilItIsBack() {
        proxy.cut();
        try (var service = start()) {
            assertThat(get(service, READINESS).statusCode()).isEqualTo(503);
            assertThat(get(service, LIVENESS).statusCode()).isEqualTo(200);
            proxy.pass();
            await().atMost(SOON).until(() -> get(service, READINESS).statusCode() == 200);
        }
    }

    @Test
    void readinessWhenStaleThenIs200() {
        try (var service = live()) {
            assertThat(get(service, READINESS).statusCode()).isEqualTo(200);
            cutOff(service);
            assertThat(get(service, READINESS).statusCode()).isEqualTo(200);
            assertThat(get(service, LIVENESS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void readinessWhenStaleAndThatIsNotAllowedThenIs503UntilRedisIsBack() {
        try (var service = live("--sluice.watch.ready-while-stale=0s")) {
            assertThat(get(service, READINESS).statusCode()).isEqualTo(200);
            cutOff(service);
            var answer = get(service, READINESS);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("OUT_OF_SERVICE");
            assertThat(get(service, LIVENESS).statusCode()).isEqualTo(200);
            proxy.pass();
            await().atMost(SOON).until(() -> get(service, READINESS).statusCode() == 200);
        }
    }

    @Test
    void readinessWhenItHasAPathOfItsOwnThenIsToldThereToo() {
        proxy.cut();
        try (var service = start("--management.endpoint.health.probes.add-additional-paths=true")) {
            assertThat(get(service, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(service, "/livez").statusCode()).isEqualTo(200);
            proxy.pass();
            await().atMost(SOON).until(() -> get(service, "/readyz").statusCode() == 200);
        }
    }

    @Test
    void readinessWhenTheServiceSaysWhatBelongsToItThenSluiceDoesTooAndTheRestIsKept() {
        var group = "--management.endpoint.health.group.readiness.";
        proxy.cut();
        try (var service = start(
                group + "include=ping",
                group + "show-components=always",
                group + "status.http-mapping.down=418",
                group + "additional-path=server:/ready")) {
            var answer = get(service, READINESS);
            assertThat(answer.statusCode()).isEqualTo(418);
            assertThat(answer.body()).contains("\"ping\"", "\"sluice\"").doesNotContain("readinessState");
            assertThat(get(service, "/ready").statusCode()).isEqualTo(418);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.endpoint.health.group.readiness.exclude=sluice",
                "management.health.sluice.enabled=false"
            })
    void readinessWhenTheServiceLeavesSluiceOutThenItIsNotAsked(String leftOut) {
        proxy.cut();
        try (var service = start("--" + leftOut, "--management.health.redis.enabled=false")) {
            assertThat(get(service, READINESS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void readinessWhenThereIsNoSuchGroupThenNoneIsMade() {
        try (var service = live("--management.endpoint.health.probes.enabled=false")) {
            assertThat(get(service, READINESS).statusCode()).isEqualTo(404);
            assertThat(get(service, HEALTH).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void healthWhenDetailsAreShownThenTheyCanBeReadAsJson() {
        try (var service = live("--management.endpoint.health.show-details=always")) {
            assertThat(get(service, HEALTH).body())
                    .contains(
                            "\"state\":\"LIVE\"", "\"lag\":{\"offsets\":0,\"milliseconds\":0}", "\"lastApplied\":\"2");
        }
    }

    private ConfigurableApplicationContext start(String... arguments) {
        var all = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.application.name=sample",
                "--spring.data.redis.host=" + proxy.host(),
                "--spring.data.redis.port=" + proxy.port(),
                "--sluice.namespaces=" + namespace,
                "--sluice.watch.heartbeat=200ms"));
        all.addAll(List.of(arguments));
        return SpringApplication.run(Service.class, all.toArray(String[]::new));
    }

    /** With one setting in its replica, so that there is something to be stale. */
    private ConfigurableApplicationContext live(String... arguments) {
        var service = start(arguments);
        var written = (Applied) service.getBean(SettingStore.class).write(set(namespace, put("a", "1")));
        var replica = service.getBean(Replicas.class).find(namespace).orElseThrow();
        await().atMost(SOON)
                .until(() -> written.head().equals(replica.snapshot().head()) && state(service) == WatchState.LIVE);
        return service;
    }

    private void cutOff(ConfigurableApplicationContext service) {
        proxy.cut();
        await().atMost(SOON).until(() -> state(service) == WatchState.STALE);
    }

    private static WatchState state(ConfigurableApplicationContext service) {
        return service.getBean(Replicas.class).state();
    }

    private HttpResponse<String> get(ConfigurableApplicationContext service, String path) {
        var address = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path;
        try {
            return client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path + ": interrupted", e);
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {}
}
