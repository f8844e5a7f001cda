package io.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.client.RejectedSettingException;
import io.sluice.client.Settings;
import io.sluice.spring.SettingChanged;
import io.sluice.spring.SettingsAutoConfiguration;
import io.sluice.spring.SluiceAutoConfiguration;
import io.sluice.spring.WatchAutoConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Unit tests as those who embed Sluice write them. */
class InMemoryFollowTests {
    private final InMemorySluice sluice = new InMemorySluice();

    @AfterEach
    void close() {
        sluice.close();
    }

    /** What is to be tested. */
    static final class Pool {
        private final Settings settings;
        private final List<String> resized = new ArrayList<>();

        Pool(Settings settings) {
            this.settings = settings;
            var unused = settings.listen("limits.max", change -> {
                var max = change.value(Integer.class);
                if (max != null && max > 100) {
                    throw new RejectedSettingException("at most 100");
                }
                resized.add(change.oldJson() + " " + change.json());
            });
        }

        int size() {
            return settings.get("limits.max", Integer.class, 1);
        }
    }

    @Test
    void followWhenSettingsChangeThenReadersAndListenersSeeIt() {
        sluice.put("shop", "limits.max", 10);
        var pool = new Pool(sluice.follow("shop", "defaults"));
        assertThat(pool.size()).isEqualTo(10);
        sluice.put("shop", "limits.max", 20);
        sluice.settle();
        assertThat(pool.size()).isEqualTo(20);
        sluice.remove("shop", "limits.max");
        sluice.put("defaults", "limits.max", 5);
        sluice.settle();
        assertThat(pool.size()).isEqualTo(5);
        assertThat(pool.resized).startsWith("10 20").last().asString().endsWith(" 5");
    }

    @Test
    void followWhenDisconnectedThenKeepsTheLastItKnowsUntilConnectedAgain() {
        sluice.put("shop", "limits.max", 10);
        var pool = new Pool(sluice.follow("shop"));
        sluice.disconnect();
        sluice.put("shop", "limits.max", 30);
        sluice.settle();
        assertThat(pool.size()).isEqualTo(10);
        sluice.connect();
        sluice.settle();
        assertThat(pool.size()).isEqualTo(30);
        assertThat(pool.resized).containsExactly("10 30");
    }

    @Test
    void followWhenAListenerRejectsThenTheReportSaysSo() {
        var pool = new Pool(sluice.follow("shop"));
        sluice.put("shop", "limits.max", 101);
        sluice.settle();
        assertThat(pool.resized).isEmpty();
        await().until(() -> sluice.nodes().live().get(0).rejected().size() == 1);
        assertThat(sluice.nodes().live().get(0).rejected().get(0).reason()).isEqualTo("at most 100");
    }

    @Test
    void followWhenClosedThenStaysReadable() {
        sluice.put("shop", "limits.max", 10);
        var settings = sluice.follow("shop");
        sluice.close();
        sluice.put("shop", "limits.max", 20);
        assertThat(settings.get("limits.max", Integer.class)).isEqualTo(10);
    }

    @Test
    void followWhenNamespaceIsNotAllowedThenIsRefused() {
        assertThatThrownBy(() -> sluice.follow("Shop!")).hasMessageContaining("expected");
    }

    @Test
    void contextWhenItHasOneThenNeedsNoRedis() {
        sluice.put("shop", "limits.max", 10);
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataRedisAutoConfiguration.class,
                        InMemoryAutoConfiguration.class,
                        SluiceAutoConfiguration.class,
                        WatchAutoConfiguration.class,
                        SettingsAutoConfiguration.class))
                .withPropertyValues("sluice.namespaces=shop", "spring.data.redis.port=1")
                .withBean(InMemorySluice.class, () -> sluice)
                .withUserConfiguration(Service.class)
                .run(context -> {
                    assertThat(context.getBean(Settings.class).get("limits.max", Integer.class))
                            .isEqualTo(10);
                    sluice.put("shop", "limits.max", 20);
                    sluice.settle();
                    assertThat(context.getBean(Service.Listening.class).heard).containsExactly("10 20");
                    assertThat(context.getEnvironment().getProperty("limits.max"))
                            .isEqualTo("20");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Service {
        @Bean
        Listening listening() {
            return new Listening();
        }

        static class Listening {
            private final List<String> heard = new ArrayList<>();

            @SettingChanged("limits.max")
            void changed(@Nullable Integer old, @Nullable Integer now) {
                heard.add(old + " " + now);
            }
        }
    }

    @Test
    void putWhenValueIsARecordThenIsReadAsOne() {
        record Limits(int max, Map<String, String> labels) {}
        var limits = new Limits(3, Map.of("a", "b"));
        sluice.put("shop", "limits", limits);
        assertThat(sluice.follow("shop").get("limits", Limits.class)).isEqualTo(limits);
    }
}
