package io.sluice.batch.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Namespace;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CopyTests {
    private final Copy hash = copy("hash", Map.of("$own", held(1, "{}"), "a", held(2, "1"), "gone", removed(3)));

    @Test
    void differencesWhenAllIsTheSameThenNone() {
        assertThat(hash.differences(copy("archive", hash.entries()))).isEmpty();
    }

    @Test
    void differencesWhenKeysOfAnObjectStandInAnotherOrderThenNone() {
        var one = copy("hash", Map.of("a", held(1, "{\"x\":1,\"y\":2}")));
        var two = copy("archive", Map.of("a", held(1, "{\"y\":2,\"x\":1}")));

        assertThat(one.differences(two)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, 3, 1", "a, 2, 2", "gone, 3, 1", "b, 4, 4"})
    void differencesWhenRevisionValueOrRemovalIsAnotherThenItIsNamed(String name, long revision, String value) {
        var entries = new TreeMap<>(hash.entries());
        entries.put(name, held(revision, value));

        assertThat(hash.differences(copy("archive", entries)))
                .singleElement()
                .asString()
                .startsWith(name + ": hash: ")
                .contains("archive: " + revision + " " + value);
    }

    @Test
    void differencesWhenAnEntryIsMissingThenItIsNamed() {
        assertThat(hash.differences(hash.visible()))
                .containsExactly("$own: hash: 1 {}, hash: nothing", "gone: hash: 3 removed, hash: nothing");
    }

    @Test
    void visibleWhenThereAreTombstonesAndInternalNamesThenWithoutThem() {
        assertThat(hash.visible().entries()).containsOnlyKeys("a");
        assertThat(hash.settings()).isEqualTo(1);
        assertThat(hash.removed()).isEqualTo(1);
    }

    @Test
    void changedWhenValuesAreThereThenOnlyTheOthersAreSent() {
        var values = new TreeMap<>(Map.of("a", Json.read("1"), "b", Json.read("2"), "gone", Json.read("3")));
        var input = new Input(new Namespace("n"), "test", values, new TreeMap<>());

        assertThat(Loader.changed(input, hash)).containsExactly("b", "gone");
        assertThat(Loader.changed(input, copy("hash", Map.of("a", held(9, "1.0")))))
                .containsExactly("a", "b", "gone");
    }

    private static Copy copy(String where, Map<String, Copy.Held> entries) {
        return new Copy(where, new TreeMap<>(entries));
    }

    private static Copy.Held held(long revision, String json) {
        return new Copy.Held(revision, Json.read(json));
    }

    private static Copy.Held removed(long revision) {
        return new Copy.Held(revision, null);
    }
}
