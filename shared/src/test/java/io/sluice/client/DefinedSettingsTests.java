package io.sluice.client;

import static io.sluice.client.Followed.DEFAULTS;
import static io.sluice.client.Followed.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.Rejection;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers and listeners get values as their definitions allow them. */
class DefinedSettingsTests {
    private static final String AT_MOST_TEN = "{\"schema\":{\"type\":\"integer\",\"maximum\":10}}";

    private final Followed followed = new Followed();
    private final Settings settings = followed.settings;
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        followed.close();
    }

    @Test
    void getWhenTheValueBreaksItsDefinitionThenTheLastValidOneAndItIsReported() {
        followed.change(SHOP, "$definition/limits.*", AT_MOST_TEN, "limits.max", "7");
        listen();
        followed.change(SHOP, "limits.max", "11");
        assertThat(settings.get("limits.max", Integer.class)).isEqualTo(7);
        assertThat(settings.snapshot().get("limits.max", Integer.class)).isEqualTo(7);
        assertThat(settings.find("limits.max").orElseThrow().revision()).isEqualTo(new Revision(1));
        assertThat(settings.names("")).containsExactly("limits.max");
        assertThat(followed.settings.rejected())
                .containsExactly(new Rejection(
                        SHOP,
                        new SettingName("limits.max"),
                        new Revision(2),
                        "breaks its definition: maximum (expected: 10)"));
        followed.change(SHOP, "limits.max", "\"none\"");
        assertThat(settings.get("limits.max", String.class)).isEqualTo("7");
        assertThat(followed.settings.rejected().get(0).reason()).contains("expected: integer");
        followed.change(SHOP, "limits.max", "8");
        assertThat(settings.get("limits.max", Integer.class)).isEqualTo(8);
        assertThat(followed.settings.rejected()).isEmpty();
        await().until(() -> !told.isEmpty() && followed.settings.isQuiet());
        assertThat(told).containsExactly("limits.max 7 8");
    }

    @Test
    void getWhenNoValueWasEverValidThenTheLayerBelowOrNothing() {
        followed.change(DEFAULTS, "limits.max", "3");
        followed.change(SHOP, "limits.max", "11", "limits.min", "11", "$definition/limits.*", AT_MOST_TEN);
        assertThat(settings.get("limits.max", Integer.class)).isEqualTo(3);
        assertThat(settings.origin("limits.max")).contains(DEFAULTS);
        assertThat(settings.get("limits.min", Integer.class)).isNull();
        assertThat(settings.find("limits.min")).isEmpty();
        assertThat(settings.names("")).containsExactly("limits.max");
        assertThat(followed.settings.rejected()).hasSize(2);
    }

    @Test
    void getWhenTheDefinitionComesLaterThenWhatIsInUseStaysAndIsReported() {
        followed.change(SHOP, "limits.max", "11");
        listen();
        followed.change(SHOP, "$definition/limits.max", AT_MOST_TEN);
        assertThat(settings.get("limits.max", Integer.class)).isEqualTo(11);
        assertThat(followed.settings.rejected()).extracting(Rejection::revision).containsExactly(new Revision(1));
        followed.change(SHOP, "limits.max", "12");
        assertThat(settings.get("limits.max", Integer.class)).isEqualTo(11);
        followed.change(SHOP, "$definition/limits.max", "{\"schema\":{\"maximum\":20}}");
        assertThat(settings.get("limits.max", Integer.class)).isEqualTo(12);
        assertThat(followed.settings.rejected()).isEmpty();
        await().until(() -> !told.isEmpty() && followed.settings.isQuiet());
        assertThat(told).containsExactly("limits.max 11 12");
    }

    @Test
    void getWhenTheDefinitionOrTheSettingGoesThenNothingIsHeldAnyMore() {
        followed.change(SHOP, "$definition/*", AT_MOST_TEN, "a", "1", "b", "1");
        followed.change(SHOP, "a", "11", "b", "11");
        followed.change(SHOP, "b", null);
        assertThat(settings.find("b")).isEmpty();
        assertThat(followed.settings.rejected()).hasSize(1);
        followed.change(SHOP, "$definition/*", null);
        assertThat(settings.get("a", Integer.class)).isEqualTo(11);
        assertThat(followed.settings.rejected()).isEmpty();
        followed.change(SHOP, "b", "12");
        assertThat(settings.get("b", Integer.class)).isEqualTo(12);
    }

    @Test
    void changeWhenDefinitionAndValueComeTogetherThenAreJudgedTogether() {
        followed.change(SHOP, "a", "1", "$definition/a", AT_MOST_TEN);
        followed.change(SHOP, "a", "15", "$definition/a", "{\"schema\":{\"minimum\":15}}");
        assertThat(settings.get("a", Integer.class)).isEqualTo(15);
        assertThat(followed.settings.rejected()).isEmpty();
    }

    @Test
    void changeWhenADefinitionCannotBeUsedThenItForbidsNothingAndIsReported() {
        followed.change(SHOP, "$definition/a", "{\"schema\":{\"$ref\":\"http://127.0.0.1:9/\"}}", "a", "1");
        assertThat(settings.get("a", Integer.class)).isEqualTo(1);
        assertThat(followed.settings.rejected())
                .extracting(rejection -> rejection.name().text())
                .containsExactly("$definition/a");
        followed.change(SHOP, "$definition/a", AT_MOST_TEN);
        assertThat(followed.settings.rejected()).isEmpty();
    }

    @Test
    void rejectedWhenSecretThenNothingOfTheValueIsTold() {
        followed.change(
                SHOP,
                "$definition/a",
                "{\"schema\":{\"additionalProperties\":false},\"secret\":true}",
                "a",
                "{\"hunter2\":\"hunter3\"}");
        assertThat(followed.settings.rejected())
                .singleElement()
                .asString()
                .contains("breaks its definition")
                .doesNotContain("hunter");
    }

    @Test
    void getWhenOthersAreHeldThenAllocatesNothing() {
        followed.change(SHOP, "$definition/b", AT_MOST_TEN, "a", "1000", "b", "11");
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var view = (LayeredView) settings.snapshot();
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += view.setting("a") == null ? 0 : 1;
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) {
            sum += view.setting("a") == null ? 0 : 1;
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        assertThat(sum).isEqualTo(120_000);
    }

    @Test
    @Timeout(60)
    void changeWhenAHundredThousandAreJudgedThenTakesSeconds() {
        var names = IntStream.range(0, 100_000)
                .boxed()
                .flatMap(i -> Stream.of("limits." + i, "" + (i % 20)))
                .toArray(String[]::new);
        followed.change(SHOP, "$definition/limits.*", AT_MOST_TEN);
        long begin = System.nanoTime();
        followed.change(SHOP, names);
        followed.change(SHOP, "$definition/limits.*", "{\"schema\":{\"maximum\":15}}");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        assertThat(settings.get("limits.14", Integer.class)).isEqualTo(14);
        assertThat(settings.find("limits.16")).isEmpty();
    }

    private void listen() {
        var unused = settings.listen(
                "limits.*", change -> told.add("%s %s %s".formatted(change.name(), change.oldJson(), change.json())));
    }
}
