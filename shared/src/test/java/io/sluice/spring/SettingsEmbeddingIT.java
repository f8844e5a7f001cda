package io.sluice.spring;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.client.RejectedSettingException;
import io.sluice.client.SettingChange;
import io.sluice.client.Settings;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.store.NodeReport;
import io.sluice.store.Nodes;
import io.sluice.store.RedisStore;
import io.sluice.store.Rejection;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import io.sluice.watch.WatchState;
import jakarta.validation.constraints.Max;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.validation.annotation.Validated;

/** What a service reads its settings with: in its beans, its environment, and its listeners. */
class SettingsEmbeddingIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    private final Namespace shop = newNamespace();
    private final Namespace defaults = newNamespace();
    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataRedisAutoConfiguration.class,
                    SluiceAutoConfiguration.class,
                    WatchAutoConfiguration.class,
                    SettingsAutoConfiguration.class))
            .withUserConfiguration(Service.class)
            .withPropertyValues(
                    "spring.application.name=sample",
                    "sluice.watch.heartbeat=300ms",
                    "sluice.node.id=node-" + shop,
                    "sluice.namespaces=" + shop + "," + defaults)
            .withInitializer(context -> context.getEnvironment()
                    .getPropertySources()
                    .addLast(new MapPropertySource("application.yml", Map.of("pool.size", "3"))));

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void beanWhenMadeThenFindsTheSettings() {
        write(shop, put("early", "\"shop\""), put("limits.max", "7"));
        write(defaults, put("early", "\"defaults\""), put("late", "\"defaults\""));
        at(REDIS.host(), REDIS.port()).run(context -> {
            var early = context.getBean(Early.class);
            assertThat(early.read).isEqualTo("shop");
            assertThat(early.property).isEqualTo("defaults");
            assertThat(context.getBean(Limits.class).getMax()).isEqualTo(7);
            assertThat(limits(context).max()).isEqualTo(7);
            assertThat(context.getEnvironment().getProperty("limits.max", Integer.class))
                    .isEqualTo(7);
        });
    }

    @Test
    void environmentWhenSettingsChangeThenFollowsInTheOrderOfSources() {
        write(shop, put("pool.size", "1"), put("http", "{\"hosts\":[\"a\",{\"port\":80}],\"none\":null,\"empty\":[]}"));
        at(REDIS.host(), REDIS.port()).withSystemProperties("pool.name=system").run(context -> {
            var environment = context.getEnvironment();
            assertThat(environment.getProperty("http.hosts[0]")).isEqualTo("a");
            assertThat(environment.getProperty("http.hosts[1].port")).isEqualTo("80");
            assertThat(environment.getProperty("http.none")).isNull();
            assertThat(environment.getProperty("http.empty")).isEmpty();
            assertThat(environment.getProperty("http")).isNull();
            assertThat(environment.getProperty("$namespace")).isNull();
            write(shop, put("pool.size", "2"), put("pool.name", "\"set\""), remove("http"));
            await().until(() -> "2".equals(environment.getProperty("pool.size")));
            assertThat(environment.getProperty("http.hosts[0]")).isNull();
            assertThat(environment.getProperty("pool.name")).isEqualTo("system");
            write(shop, remove("pool.size"));
            await().until(() -> "3".equals(environment.getProperty("pool.size")));
            var changes = context.getBean(Service.class).changes;
            assertThat(changes).isNotEmpty();
        });
    }

    @Test
    void beanWithSettersWhenSettingsChangeThenIsChangedInPlace() {
        at(REDIS.host(), REDIS.port()).run(context -> {
            var limits = context.getBean(Limits.class);
            assertThat(limits.getMax()).isEqualTo(100);
            write(
                    shop,
                    put("limits.max", "5"),
                    put("limits.wait-time", "\"30s\""),
                    put("limits.nested.depth", "2"),
                    put("limits.hosts", "[\"a\",\"b\"]"),
                    put("limits.labels", "{\"a\":\"1\"}"));
            await().until(() -> limits.getMax() == 5);
            assertThat(limits.getWaitTime()).isEqualTo(Duration.ofSeconds(30));
            assertThat(limits.getNested().getDepth()).isEqualTo(2);
            assertThat(limits.getHosts()).containsExactly("a", "b");
            assertThat(limits.getLabels()).containsExactly(Map.entry("a", "1"));
            write(
                    shop,
                    remove("limits.max"),
                    remove("limits.nested.depth"),
                    remove("limits.hosts"),
                    remove("limits.labels"));
            await().until(() -> limits.getMax() == 100);
            assertThat(limits.getNested().getDepth()).isEqualTo(1);
            assertThat(limits.getHosts()).isEmpty();
            assertThat(limits.getLabels()).isEmpty();
            assertThat(limits.getWaitTime()).isEqualTo(Duration.ofSeconds(30));
        });
    }

    @Test
    void beanWhenItsNewValuesAreInvalidThenStaysAsItIsAndIsReported() {
        write(shop, put("limits.max", "5"));
        at(REDIS.host(), REDIS.port()).run(context -> {
            var limits = context.getBean(Limits.class);
            var read = limits(context);
            var revision = write(shop, put("limits.max", "\"secret\""), put("limits.hosts", "[\"a\"]"));
            var expected = new Rejection(
                    shop, revision.entries().get(0).name(), revision.head().revision(), "limits.max: does not fit int");
            await().untilAsserted(() -> assertThat(rejected(context)).containsExactly(expected));
            assertThat(limits.getMax()).isEqualTo(5);
            assertThat(limits.getHosts()).isEmpty();
            assertThat(limits(context)).isEqualTo(read);
            assertThat(context.getBean(MeterRegistry.class)
                            .get("sluice.settings.rejected")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            write(shop, put("limits.max", "5000"));
            await().untilAsserted(() -> assertThat(rejected(context))
                    .singleElement()
                    .satisfies(rejection -> assertThat(rejection.reason())
                            .isEqualTo("limits.max: must be less than or equal to 1000")));
            assertThat(limits.getMax()).isEqualTo(5);
            write(shop, put("limits.max", "6"));
            await().until(() -> limits.getMax() == 6 && limits(context).max() == 6);
            assertThat(limits.getHosts()).containsExactly("a");
            await().until(() -> rejected(context).isEmpty());
        });
    }

    @Test
    void recordOfLiveScopeWhenSettingsChangeThenIsReplaced() {
        at(REDIS.host(), REDIS.port()).run(context -> {
            var before = limits(context);
            assertThat(before.max()).isEqualTo(9);
            write(shop, put("limits", "{\"max\":3}"));
            await().until(() -> limits(context).max() == 3);
            assertThat(before.max()).isEqualTo(9);
        });
    }

    @Test
    void contextWhenSettingsAreInvalidAtTheStartThenDoesNotStart() {
        write(shop, put("limits.max", "\"x\""));
        at(REDIS.host(), REDIS.port())
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("For input string"));
    }

    @Test
    void settingChangedMethodsWhenSettingsChangeThenAreCalledAsTheyAsk() {
        at(REDIS.host(), REDIS.port()).run(context -> {
            var listening = context.getBean(Listening.class);
            write(shop, put("max", "1"), put("hosts", "[\"a\"]"), put("limits.a", "1"));
            await().until(() -> listening.heard.size() == 5);
            assertThat(listening.heard)
                    .containsExactlyInAnyOrder("max null 1", "new 1", "hosts [a]", "change limits.a", "nothing");
            write(shop, remove("max"));
            await().until(() -> listening.heard.contains("max 1 null"));
            write(shop, put("max", "50"));
            await().untilAsserted(() ->
                    assertThat(rejected(context)).extracting(Rejection::reason).containsExactly("must be at most 10"));
            assertThat(context.getBean(Settings.class).get("max", Integer.class))
                    .isEqualTo(50);
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {Primitive.class, TooMany.class, Nameless.class})
    void settingChangedMethodWhenItDoesNotFitThenTheContextDoesNotStart(Class<?> bean) {
        at(REDIS.host(), REDIS.port())
                .withUserConfiguration(bean)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("expected"));
    }

    @Test
    void contextWhenRedisIsDownThenStartsAndCatchesUpLater() {
        write(shop, put("limits.max", "5"));
        try (var proxy = TcpProxy.to(REDIS)) {
            proxy.cut();
            at(proxy.host(), proxy.port())
                    .withPropertyValues("sluice.watch.start-timeout=100ms")
                    .run(context -> {
                        var limits = context.getBean(Limits.class);
                        assertThat(limits.getMax()).isEqualTo(100);
                        proxy.pass();
                        await().until(() -> limits.getMax() == 5);
                        var told = context.getBean(Service.class).states;
                        await().until(() -> told.contains(new WatcherStateEvent(WatchState.SYNCING, WatchState.LIVE)));
                    });
        }
    }

    @Test
    void environmentWhenSwitchedOffThenHasNoSettings() {
        write(shop, put("pool.size", "1"));
        at(REDIS.host(), REDIS.port())
                .withPropertyValues("sluice.environment=false")
                .run(context -> {
                    assertThat(context.getEnvironment().getProperty("pool.size"))
                            .isEqualTo("3");
                    assertThat(context.getBean(Settings.class).get("pool.size", Integer.class))
                            .isEqualTo(1);
                });
    }

    @Test
    void contextWhenALayerIsNotFollowedThenDoesNotStart() {
        at(REDIS.host(), REDIS.port())
                .withPropertyValues("sluice.layers=other")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("expected: namespaces of sluice.namespaces"));
    }

    private ApplicationContextRunner at(String host, int port) {
        return service.withPropertyValues("spring.data.redis.host=" + host, "spring.data.redis.port=" + port);
    }

    private static LimitsRecord limits(ApplicationContext context) {
        return context.getBeanProvider(LimitsRecord.class).getObject();
    }

    /** As the registry shows them. */
    private static List<Rejection> rejected(ApplicationContext context) {
        return context.getBean(Nodes.class).live().stream()
                .filter(node -> node.id().equals(context.getBean(Service.class).id))
                .map(NodeReport::rejected)
                .flatMap(List::stream)
                .toList();
    }

    private static Applied write(Namespace namespace, Change... changes) {
        return (Applied) STORE.settings().write(set(namespace, changes));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({Limits.class, LimitsRecord.class})
    static class Service {
        private final Queue<EnvironmentChangedEvent> changes = new ConcurrentLinkedQueue<>();
        private final Queue<WatcherStateEvent> states = new ConcurrentLinkedQueue<>();
        private final String id;

        Service(Environment environment) {
            id = environment.getRequiredProperty("sluice.node.id");
        }

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Early early(Settings settings, Environment environment) {
            return new Early(settings, environment);
        }

        @Bean
        Listening listening() {
            return new Listening();
        }

        @EventListener
        void changed(EnvironmentChangedEvent event) {
            changes.add(event);
        }

        @EventListener
        void moved(WatcherStateEvent event) {
            states.add(event);
        }
    }

    static final class Early {
        private final @Nullable String read;
        private final @Nullable String property;

        Early(Settings settings, Environment environment) {
            read = settings.get("early", String.class);
            property = environment.getProperty("late");
        }
    }

    @Validated
    @ConfigurationProperties("limits")
    static class Limits {
        @Max(1000)
        private int max = 100;

        private Duration waitTime = Duration.ZERO;
        private List<String> hosts = new ArrayList<>();
        private final Map<String, String> labels = new HashMap<>();
        private final Nested nested = new Nested();

        public int getMax() {
            return max;
        }

        public void setMax(int max) {
            this.max = max;
        }

        public Duration getWaitTime() {
            return waitTime;
        }

        public void setWaitTime(Duration waitTime) {
            this.waitTime = waitTime;
        }

        public List<String> getHosts() {
            return hosts;
        }

        public void setHosts(List<String> hosts) {
            this.hosts = hosts;
        }

        public Map<String, String> getLabels() {
            return labels;
        }

        public Nested getNested() {
            return nested;
        }

        static class Nested {
            private int depth = 1;

            public int getDepth() {
                return depth;
            }

            public void setDepth(int depth) {
                this.depth = depth;
            }
        }
    }

    @LiveScope
    @Validated
    @ConfigurationProperties("limits")
    record LimitsRecord(@DefaultValue("9") @Max(1000) int max) {}

    static class Listening {
        private static final int MOST = 10;
        private final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @SettingChanged("max")
        void both(@Nullable Integer old, @Nullable Integer max) {
            heard.add("max " + old + " " + max);
        }

        @SettingChanged("max")
        void checked(@Nullable Integer max) {
            if (max == null) {
                return;
            }
            if (max > MOST) {
                throw new RejectedSettingException("must be at most " + MOST);
            }
            heard.add("new " + max);
        }

        @SettingChanged("hosts")
        void list(List<String> hosts) {
            heard.add("hosts " + hosts);
        }

        @SettingChanged({"limits.*", "other"})
        void change(SettingChange change) {
            heard.add("change " + change.name());
        }

        @SettingChanged("hosts")
        void nothing() {
            heard.add("nothing");
        }
    }

    static class Primitive {
        @SettingChanged("max")
        void max(int max) {
            throw new IllegalStateException("not to be called with " + max);
        }
    }

    static class TooMany {
        @SettingChanged("max")
        void max(Integer old, Integer max, Integer more) {
            throw new IllegalStateException("not to be called with " + old + max + more);
        }
    }

    static class Nameless {
        @SettingChanged({})
        void max(Integer max) {
            throw new IllegalStateException("not to be called with " + max);
        }
    }
}
