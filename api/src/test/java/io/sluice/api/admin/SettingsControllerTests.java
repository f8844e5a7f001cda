package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsControllerTests {
    private static final Snapshot SNAPSHOT =
            snapshot("!a", "#b", "$definition/x", "$definition/y", "$namespace", "$z", "&c", "a", "b", "😀");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 100})
    void pageWhenFollowedThenEveryNameOnceAndNoneOfSluicesOwn(int limit) {
        var names = new ArrayList<String>();
        List<String> page = names("", null, limit);
        while (!page.isEmpty()) {
            names.addAll(page);
            page = names("", names.get(names.size() - 1), limit);
        }
        assertThat(names).containsExactly("!a", "#b", "&c", "a", "b", "😀");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void pageWhenMoreIsThereThenItIsFull(int limit) {
        assertThat(names("", null, limit)).hasSize(limit);
        assertThat(names("", "$", 4)).containsExactly("&c", "a", "b", "😀");
    }

    @Test
    void pageWhenThePrefixIsSluicesThenItsNames() {
        assertThat(names("$", null, 100)).containsExactly("$definition/x", "$definition/y", "$namespace", "$z");
        assertThat(names("$definition/", "$definition/x", 100)).containsExactly("$definition/y");
        assertThat(names("a", null, 100)).containsExactly("a");
    }

    private static List<String> names(String prefix, @Nullable String after, int limit) {
        return SettingsController.page(SNAPSHOT, prefix, after, limit).stream()
                .map(entry -> entry.name().text())
                .toList();
    }

    private static Snapshot snapshot(String... names) {
        var head = new Head(new Position(new Epoch("1-00000000"), names.length), new Revision(1));
        var entries = Stream.of(names)
                .map(name ->
                        new Entry.Present(new SettingName(name), new SettingValue("1"), new Revision(1), "rita", null))
                .toList();
        return Snapshot.empty(new Namespace("test")).merge(entries, head);
    }
}
