package io.sluice.client;

import static io.sluice.client.Followed.DEFAULTS;
import static io.sluice.client.Followed.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.Rejection;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class LiveSettingsTests {
    private static final ParameterizedTypeReference<List<Host>> HOSTS = new ParameterizedTypeReference<>() {};

    private final Followed followed = new Followed();
    private final Settings settings = followed.settings;

    @AfterEach
    void close() {
        followed.close();
    }

    record Host(String name, int port) {
        Host {
            if (port < 1) {
                throw new IllegalArgumentException("port: must be 1 or more");
            }
        }
    }

    enum Color {
        RED,
        GREEN
    }

    @Test
    void getWhenSetThenIsOfTheTypeAskedFor() {
        followed.change(SHOP, "int", "7", "text", "\"x\"", "flag", "true", "big", "12345678901234567890.5");
        followed.change(SHOP, "color", "\"green\"", "wait", "\"30s\"", "iso", "\"PT1M\"", "keep", "\"7d\"");
        followed.change(SHOP, "size", "\"10MB\"", "hosts", "[{\"name\":\"a\",\"port\":80,\"new\":1}]");
        assertThat(settings.get("int", Integer.class)).isEqualTo(7);
        assertThat(settings.get("int", long.class)).isEqualTo(7L);
        assertThat(settings.get("text", String.class)).isEqualTo("x");
        assertThat(settings.get("flag", Boolean.class)).isTrue();
        assertThat(settings.get("big", BigDecimal.class)).isEqualTo(new BigDecimal("12345678901234567890.5"));
        assertThat(settings.get("color", Color.class)).isEqualTo(Color.GREEN);
        assertThat(settings.get("wait", Duration.class)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.get("iso", Duration.class)).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.get("keep", Period.class)).isEqualTo(Period.ofDays(7));
        assertThat(settings.get("size", DataSize.class)).isEqualTo(DataSize.ofMegabytes(10));
        assertThat(settings.get("hosts", HOSTS)).containsExactly(new Host("a", 80));
        assertThat(settings.get("hosts", Host[].class)).containsExactly(new Host("a", 80));
    }

    @Test
    void getWhenNotSetOrNullThenIsTheFallback() {
        followed.change(SHOP, "none", "null", "gone", "1");
        assertThat(settings.get("gone", Integer.class)).isEqualTo(1);
        followed.change(SHOP, "gone", null);
        for (var name : List.of("none", "gone", "never", "")) {
            assertThat(settings.get(name, Integer.class)).isNull();
            assertThat(settings.get(name, Integer.class, 5)).isEqualTo(5);
            assertThat(settings.get(name, HOSTS, List.of())).isEmpty();
        }
        assertThat(settings.find("gone")).isEmpty();
    }

    @Test
    void getWhenValueChangesThenIsTheNewOneAtOnce() {
        for (int i = 0; i < 100; i++) {
            followed.change(SHOP, "a", "" + i, "b", "" + i);
            assertThat(settings.get("a", Integer.class)).isEqualTo(i);
            assertThat(settings.get("a", String.class)).isEqualTo("" + i);
        }
    }

    @Test
    void getWhenAListThenNobodyCanChangeIt() {
        followed.change(SHOP, "list", "[1]", "map", "{\"a\":1}");
        var list = settings.get("list", new ParameterizedTypeReference<List<Integer>>() {}, List.of());
        var map = settings.get("map", new ParameterizedTypeReference<Map<String, Integer>>() {}, Map.of());
        assertThatThrownBy(() -> list.add(2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "java.lang.Integer | 1.5 | does not fit Integer",
                "java.lang.Integer | \"secret\" | does not fit Integer",
                "java.lang.Integer | 3000000000 | does not fit Integer",
                "java.math.BigDecimal | 1e99999999999 | does not fit BigDecimal",
                "java.lang.Boolean | {} | does not fit Boolean",
                "java.time.Duration | 30 | not a duration such as 30s or PT30S",
                "java.time.Duration | \"30\" | not a duration such as 30s or PT30S",
                "java.time.Duration | \"secret\" | not a duration such as 30s or PT30S",
                "java.time.Period | \"secret\" | not a period such as 7d or P7D",
                "org.springframework.util.unit.DataSize | \"10\" | not a size such as 10MB",
                "io.sluice.client.LiveSettingsTests$Color | \"secret\" | does not fit Color",
                "io.sluice.client.LiveSettingsTests$Host | {\"name\":\"secret\",\"port\":\"x\"} | .port: does not fit Host",
                "io.sluice.client.LiveSettingsTests$Host | {\"name\":\"a\",\"port\":0} | port: must be 1 or more",
                "io.sluice.client.LiveSettingsTests$Host | {\"name\":\"a\",\"port\":null} | .port: does not fit Host",
            })
    void getWhenValueDoesNotFitThenSaysSoWithoutQuotingIt(Class<?> type, String json, String reason) {
        followed.change(SHOP, "a", json);
        assertThatThrownBy(() -> settings.get("a", type))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("setting a: " + reason)
                .hasNoCause();
        assertThatThrownBy(() -> settings.snapshot().get("a", type)).isInstanceOf(InvalidSettingException.class);
        assertThat(followed.settings.rejected())
                .containsExactly(
                        new Rejection(SHOP, settings.find("a").orElseThrow().name(), new Revision(1), reason));
    }

    @Test
    void getWhenAnItemDoesNotFitThenSaysWhich() {
        followed.change(SHOP, "hosts", "[{\"name\":\"a\",\"port\":1},{\"name\":\"b\",\"port\":[]}]");
        assertThatThrownBy(() -> settings.get("hosts", HOSTS))
                .hasMessage("setting hosts: [1].port: does not fit List<Host>");
        assertThat(settings.get("hosts", HOSTS, List.of())).isEmpty();
    }

    @Test
    void getWhenNewValueDoesNotFitThenKeepsTheOldOneAndReportsIt() {
        followed.change(SHOP, "a", "1");
        assertThat(settings.get("a", Integer.class)).isEqualTo(1);
        followed.change(SHOP, "a", "\"x\"");
        // Known without anybody reading.
        await().until(() -> !followed.settings.rejected().isEmpty());
        assertThat(followed.settings.rejected().get(0).revision()).isEqualTo(new Revision(2));
        assertThat(settings.get("a", Integer.class)).isEqualTo(1);
        assertThat(settings.get("a", Integer.class, 9)).isEqualTo(1);
        assertThat(settings.get("a", String.class)).isEqualTo("x");
        followed.change(SHOP, "a", "3");
        assertThat(settings.get("a", Integer.class)).isEqualTo(3);
        await().until(() -> followed.settings.rejected().isEmpty());
        followed.change(SHOP, "a", "\"y\"");
        await().until(() -> !followed.settings.rejected().isEmpty());
        followed.change(SHOP, "a", null);
        await().until(() -> followed.settings.rejected().isEmpty());
        assertThat(settings.get("a", Integer.class)).isNull();
    }

    @Test
    void getWhenInSeveralLayersThenTheFirstWins() {
        followed.change(DEFAULTS, "a", "1", "b", "1");
        followed.change(SHOP, "a", "2", "$namespace", "{}");
        assertThat(settings.get("a", Integer.class)).isEqualTo(2);
        assertThat(settings.get("b", Integer.class)).isEqualTo(1);
        assertThat(settings.names("")).containsExactly("a", "b");
        assertThat(settings.names("b")).containsExactly("b");
        assertThat(settings.find("$namespace")).isEmpty();
        assertThat(settings.revision(DEFAULTS)).contains(new Revision(1));
        followed.change(SHOP, "a", null);
        assertThat(settings.get("a", Integer.class)).isEqualTo(1);
    }

    @Test
    void snapshotWhenSettingsChangeThenStays() {
        followed.change(SHOP, "a", "1", "b", "1");
        var snapshot = settings.snapshot();
        followed.change(SHOP, "a", "2", "b", "2");
        assertThat(snapshot.get("a", Integer.class)).isEqualTo(1);
        assertThat(snapshot.get("b", Integer.class, 0)).isEqualTo(1);
        assertThat(settings.snapshot().get("b", Integer.class)).isEqualTo(2);
    }

    @Test
    void getWhenNothingChangesThenAllocatesNothing() {
        followed.change(SHOP, "a", "1000");
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += settings.get("a", Integer.class, 0);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) {
            sum += settings.get("a", Integer.class, 0);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(sum).isEqualTo(120_000_000);
        assertThat(allocated).isLessThan(100_000);
    }

    @Test
    void layersWhenNoneOrTwiceThenAreRefused() {
        for (var layers : List.of(List.<Namespace>of(), List.of(SHOP, SHOP))) {
            assertThatThrownBy(() ->
                            new LiveSettings(layers, JsonMapper.shared(), Duration.ofSeconds(1), Clock.systemUTC()))
                    .hasMessageContaining("expected: at least one, each once");
        }
    }

    @Test
    void getWhenReadersAndWriterRaceThenNothingGoesBack() throws Exception {
        var readers = Executors.newFixedThreadPool(2);
        try {
            followed.change(SHOP, "a", "0");
            var regressions = readers.submit(() -> {
                int last = 0;
                int wrong = 0;
                while (last < 20_000) {
                    int now = settings.get("a", Integer.class, 0);
                    wrong += now < last ? 1 : 0;
                    last = now;
                }
                return wrong;
            });
            for (int i = 1; i <= 20_000; i++) {
                followed.change(SHOP, "a", "" + i);
            }
            assertThat(regressions.get(30, TimeUnit.SECONDS)).isZero();
        } finally {
            readers.shutdownNow();
        }
    }
}
