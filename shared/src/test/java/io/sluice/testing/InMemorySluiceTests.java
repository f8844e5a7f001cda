package io.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.servers.HandClock;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemorySluiceTests {
    private static final Namespace SHOP = new Namespace("shop");
    private static final SettingName NAME = new SettingName("limits.max");

    private final HandClock clock = new HandClock();
    private final InMemorySluice sluice = new InMemorySluice(clock);

    @AfterEach
    void closeSluice() {
        sluice.close();
    }

    record Limits(int max, Duration pause) {}

    @Test
    void putWhenValueIsAnObjectThenHoldsItsJson() {
        assertThat(put("two \"words\"")).isEqualTo("\"two \\\"words\\\"\"");
        assertThat(put(10)).isEqualTo("10");
        assertThat(put(true)).isEqualTo("true");
        assertThat(put(List.of(1, 2))).isEqualTo("[1,2]");
        assertThat(put(Map.of("max", 10))).isEqualTo("{\"max\":10}");
        assertThat(put(new Limits(10, Duration.ofSeconds(3)))).isEqualTo("{\"max\":10,\"pause\":\"PT3S\"}");
        assertThat(put(new SettingValue("1.50"))).isEqualTo("1.50");
        sluice.put("shop", "limits.max", null);
        assertThat(held()).isEqualTo("null");
    }

    @Test
    void putWhenFirstOfItsNamespaceThenRegistersIt() {
        assertThat(sluice.feed().namespaces()).isEmpty();
        sluice.put("shop", "limits.max", 10);
        assertThat(sluice.feed().namespaces()).containsExactly(SHOP);
    }

    @Test
    void putWhenCarriedOutThenTheEntrySaysWhenAndByWhom() {
        var revision = sluice.put("shop", "limits.max", 10);
        assertThat(revision.time()).isEqualTo(clock.instant());
        assertThat(sluice.store().read(SHOP, NAME))
                .contains(new Entry.Present(NAME, new SettingValue("10"), revision, "test", null));
    }

    @Test
    void putWhenANameIsNotAllowedThenSaysSo() {
        assertThatThrownBy(() -> sluice.put("Shop!", "limits.max", 10)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> sluice.put("shop", "limits max", 10)).isInstanceOf(InvalidInputException.class);
        assertThat(sluice.feed().namespaces()).isEmpty();
    }

    @Test
    void removeWhenCarriedOutThenLeavesATombstone() {
        sluice.put("shop", "limits.max", 10);
        var revision = sluice.remove("shop", "limits.max");
        assertThat(sluice.store().read(SHOP, NAME)).contains(new Entry.Tombstone(NAME, revision, "test", null));
    }

    @Test
    void changeWhenItExpectsSomethingThenAnswersAsTheStoreDoes() {
        var expecting = new Change.Put(NAME, new SettingValue("1"), Expectation.PRESENT);
        var other = new Change.Put(new SettingName("limits.min"), new SettingValue("0"));
        assertThat(change(expecting, other)).isInstanceOf(WriteResult.Conflict.class);
        sluice.put("shop", "limits.max", 10);
        assertThat(change(expecting, other)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void closeWhenCalledThenWhatItHoldsCanStillBeRead() {
        sluice.put("shop", "limits.max", 10);
        sluice.close();
        sluice.put("shop", "limits.max", 11);
        assertThat(held()).isEqualTo("11");
    }

    private WriteResult change(Change... changes) {
        return sluice.change(new ChangeSet(SHOP, List.of(changes), new Origin("alice", null, RequestId.random())));
    }

    private String put(Object value) {
        sluice.put("shop", "limits.max", value);
        return held();
    }

    private String held() {
        var entry = sluice.store().read(SHOP, NAME).orElseThrow();
        return ((Entry.Present) entry).value().json();
    }
}
