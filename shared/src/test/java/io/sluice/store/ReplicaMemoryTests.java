package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Heap;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a replica holds on the heap, beside the same names and values in a plain map. */
class ReplicaMemoryTests {
    private static final int MANY = 100_000;

    @Test
    void replicaWhenManySettingsOf100BytesThenTakesAboutWhatAPlainMapDoes() {
        warmUp();
        long empty = Heap.held();
        var map = map();
        long inMap = Heap.held() - empty;
        assertThat(map).hasSize(MANY);
        map.clear();
        map = Map.of();
        long emptied = Heap.held();
        var snapshot = snapshot();
        long inSnapshot = Heap.held() - emptied;
        assertThat(snapshot.size()).isEqualTo(MANY);
        assertThat(map).isEmpty();
        assertThat((double) inSnapshot / inMap)
                .as("bytes a setting: %d in a map, %d in a replica", inMap / MANY, inSnapshot / MANY)
                .isLessThan(1.3);
    }

    private static void warmUp() {
        assertThat(entry(0)).isNotNull();
        assertThat(Heap.held()).isPositive();
    }

    private static Map<String, String> map() {
        var map = new HashMap<String, String>();
        for (int i = 0; i < MANY; i++) {
            map.put(name(i), value(i));
        }
        return map;
    }

    private static Snapshot snapshot() {
        var snapshot = Snapshot.empty(new Namespace("shop"));
        for (int i = 0; i < MANY; i++) {
            var head = new Head(new Position(new Epoch("1-00000000"), i + 1), new Revision(i + 1));
            snapshot = snapshot.merge(List.of(entry(i)), head);
        }
        return snapshot;
    }

    /** As it is read from Redis. */
    private static Entry entry(int number) {
        return Codec.entry(
                new SettingName(name(number)),
                "{\"revision\":" + (number + 1)
                        + ",\"kind\":\"present\",\"author\":\"alice\",\"reason\":\"more load\",\"value\":"
                        + value(number) + "}");
    }

    private static String name(int number) {
        return "limits.of.service-%06d.max".formatted(number);
    }

    private static String value(int number) {
        return "{\"value\":\"%s%06d\"}".formatted("x".repeat(82), number);
    }
}
