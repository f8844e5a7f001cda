package io.sluice.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionsTests {
    private static final SettingValue ANYTHING = new SettingValue("true");

    private Snapshot snapshot = Snapshot.empty(new Namespace("shop"));
    private long revision;

    @ParameterizedTest
    @CsvSource({
        "limits.max, limits.max",
        "limits.maximum, limits.max*",
        "limits.min, limits.*",
        "limits, *",
        "limit, *",
        "a/b/c, a/b/*",
        "a/b, a/*",
        "é, é*",
        "e, *",
        "😀😀, 😀*",
    })
    void findWhenSeveralMatchThenTheNameWinsAndElseTheLongestBeginning(String name, String target) {
        var definitions = definitions("*", "limits.*", "limits.max", "limits.max*", "a/*", "a/b/*", "é*", "😀*");
        assertThat(Objects.requireNonNull(definitions.find(new SettingName(name)))
                        .definition()
                        .target())
                .isEqualTo(new Target(target));
    }

    @Test
    void findWhenNothingMatchesThenNone() {
        var definitions = definitions("limits.max", "pool*");
        assertThat(definitions.find(new SettingName("limits.maximum"))).isNull();
        assertThat(definitions.find(new SettingName("poo"))).isNull();
        assertThat(definitions("*").find(SettingName.NAMESPACE)).isNull();
        assertThat(definitions("*").find(new Target("*").setting())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$a", "$*", "a b", "a//b", "a/", "/a", "a;", "../*", "\"*", "\ud800*"})
    void targetWhenNoNameOrBeginningThenIsRefused(String text) {
        assertThatThrownBy(() -> new Target(text)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void targetWhenAsLongAsAllowedThenIsKeptAndOneMoreIsRefused() {
        var longest = "x".repeat(188);
        assertThat(Target.of(new Target(longest).setting())).isEqualTo(new Target(longest));
        assertThatThrownBy(() -> new Target(longest + "x")).hasMessageContaining("at most 188");
    }

    @Test
    void definitionWhenWrittenThenReadIsTheSame() {
        var target = new Target("a/*");
        var definition = new Definition(
                target,
                new SettingValue("{\"minimum\":0.10,\"const\":12345678901234567890123}"),
                "what \"it\" is",
                Set.of(Definition.Mark.SECRET, Definition.Mark.DEPRECATED),
                "team ü");
        assertThat(Definition.read(target, definition.value())).isEqualTo(definition);
        var plain = new Definition(target, ANYTHING, null, Set.of(), null);
        assertThat(Definition.read(target, plain.value())).isEqualTo(plain);
        assertThat(Definition.read(target, new SettingValue("{\"schema\":true,\"since\":7}")))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{}",
                "{\"schema\":7}",
                "{\"schema\":null}",
                "{\"schema\":{},\"secret\":\"true\"}",
                "{\"schema\":{},\"deprecated\":null}",
                "{\"schema\":{},\"owner\":7}",
                "{\"schema\":{\"maximum\":1e99999999999}}",
                "{",
            })
    void definitionWhenSomethingElseThenIsRefusedAndOfNoEffectButSecret(String json) {
        var target = new Target("a");
        assertThatThrownBy(() -> Definition.read(target, new SettingValue(json)))
                .isInstanceOf(InvalidInputException.class);
        var rule = Objects.requireNonNull(
                with(Definitions.none(), put(target.setting(), json)).find(new SettingName("a")));
        assertThat(rule.fault()).isNotNull();
        assertThat(rule.definition().isSecret()).isTrue();
        assertThat(rule.check(new SettingName("a"), new SettingValue("1"))).isEmpty();
    }

    @Test
    void withWhenASnapshotIsNewerThenOnlyWhatHasChangedIsMadeAnew() {
        var before = definitions("a", "b");
        var kept = before.find(new SettingName("a"));
        var after = with(
                before,
                put(new Target("b").setting(), "{\"schema\":false}"),
                put(new Target("c*").setting(), "{\"schema\":false}"),
                put(Definitions.MARKER, "true"));
        assertThat(after.find(new SettingName("a"))).isSameAs(kept);
        assertThat(after.find(new SettingName("b"))).isNotSameAs(before.find(new SettingName("b")));
        assertThat(after.find(new SettingName("cc"))).isNotNull();
        assertThat(after.revision()).isEqualTo(new Revision(revision));
        assertThat(with(after, put(new SettingName("a"), "1"))).isSameAs(after);
        var removed = with(after, new Entry.Tombstone(new Target("b").setting(), next(), "alice", null));
        assertThat(removed.find(new SettingName("b"))).isNull();
    }

    @Test
    void withWhenChangesAreToComeThenAreJudgedByWhatTheyMake() {
        var before = definitions("a");
        var after = before.with(List.of(
                new Change.Put(new Target("b").setting(), new SettingValue("{\"schema\":false}")),
                new Change.Put(new SettingName("b"), new SettingValue("1")),
                new Change.Remove(new Target("a").setting())));
        assertThat(after.find(new SettingName("a"))).isNull();
        assertThat(after.find(new SettingName("b"))).isNotNull();
        var bad =
                List.of(new Change.Put(new Target("b").setting(), new SettingValue("{\"schema\":{\"type\":\"int\"}}")));
        assertThatThrownBy(() -> before.with(bad)).isInstanceOf(BadSchemaException.class);
    }

    @Test
    void wasEverSecretWhenTheDefinitionHasGoneThenStaysSo() {
        var secret = with(
                Definitions.none(),
                put(new Target("keys.*").setting(), "{\"schema\":true,\"secret\":true}"),
                put(new Target("keys.*").secretMark(), "true"),
                put(Definitions.MARKER, "true"));
        var key = new SettingName("keys.a");
        assertThat(secret.wasEverSecret(key)).isTrue();
        var overruled = with(secret, put(new Target("keys.a").setting(), "{\"schema\":true}"));
        assertThat(overruled.marks(key)).isEmpty();
        assertThat(overruled.wasEverSecret(key)).isTrue();
        var removed = with(overruled, new Entry.Tombstone(new Target("keys.*").setting(), next(), "alice", null));
        assertThat(removed.marks(new SettingName("keys.b"))).isEmpty();
        assertThat(removed.wasEverSecret(new SettingName("keys.b"))).isTrue();
        assertThat(removed.wasEverSecret(new SettingName("key"))).isFalse();
        assertThat(removed.wasEverSecret(Definitions.MARKER)).isFalse();
        assertThat(Definitions.none().in(snapshot).wasEverSecret(key)).isTrue();
        assertThat(removed.in(Snapshot.empty(snapshot.namespace())).wasEverSecret(key))
                .isFalse();
    }

    @Test
    void secrecyWhenTheSameIsSecretThenIsEqual() {
        var open = definitions("a");
        assertThat(open.secrecy()).isEqualTo(Definitions.none().secrecy());
        var secret = with(open, put(new Target("b*").setting(), "{\"schema\":true,\"secret\":true}"));
        assertThat(secret.secrecy()).isNotEqualTo(open.secrecy());
        var other = with(secret, put(new Target("a").setting(), "{\"schema\":false}"));
        assertThat(other.secrecy()).isEqualTo(secret.secrecy());
        var less = with(other, put(new Target("bb").setting(), "{\"schema\":true}"));
        assertThat(less.secrecy()).isNotEqualTo(other.secrecy());
    }

    private Definitions definitions(String... targets) {
        var entries = new ArrayList<Entry>();
        for (var target : targets) {
            entries.add(put(new Target(target).setting(), "{\"schema\":true}"));
        }
        return with(Definitions.none(), entries.toArray(Entry[]::new));
    }

    private Definitions with(Definitions before, Entry... entries) {
        var names = List.of(entries).stream().map(Entry::name).toList();
        var reached = new Head(new Position(new Epoch("1-00000000"), revision), new Revision(revision));
        snapshot = snapshot.merge(List.of(entries), reached);
        return before.with(snapshot, names);
    }

    private Entry put(SettingName name, String json) {
        return new Entry.Present(name, new SettingValue(json), next(), "alice", null);
    }

    private Revision next() {
        revision++;
        return new Revision(revision);
    }
}
