package io.sluice.batch.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunScope;
import io.sluice.setting.Change;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

@Tag("servers")
class DrainIT {
    private final BatchNode node = BatchNode.shared();

    @Test
    void drainWhenEntriesAreDirtyThenArchivedAndClean() {
        var namespace = node.namespace();
        var a = node.put(namespace, "a", "{\"n\":1}");
        var b = node.put(namespace, "b", "\"two\"");

        var run = node.drain(namespace);

        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.error()).isNull();
        assertThat(run.counts()).isEqualTo(new Run.Counts(2, 2, 0, 0, 2));
        assertThat(node.archived(namespace)).containsExactly("a={\"n\":1}@" + a, "b=\"two\"@" + b);
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
        assertThat(node.jdbc()
                        .queryForMap(
                                "SELECT kind, author, reason, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', changed_at) - revision"
                                        + " AS off FROM readable_setting WHERE namespace = ? AND name = 'a'",
                                namespace.text()))
                .containsEntry("kind", "present")
                .containsEntry("author", "alice")
                .containsEntry("reason", "a test")
                .containsEntry("off", 0L);
    }

    @Test
    void drainWhenSettingWasRemovedThenTombstone() {
        var namespace = node.namespace();
        node.put(namespace, "gone", "1");
        node.drain(namespace);
        var removed = node.remove(namespace, "gone");

        node.drain(namespace);

        assertThat(node.archived(namespace)).containsExactly("gone=null@" + removed);
        assertThat(node.count(
                        "SELECT COUNT(*) FROM readable_setting WHERE namespace = ? AND kind = 'tombstone'",
                        namespace.text()))
                .isOne();
    }

    @Test
    void drainWhenNamesDifferInCaseAccentOrScriptThenEachHasItsRow() {
        var namespace = node.namespace();
        var names = new String[] {"k", "K", "ḱ", "ß", "ss", "ſ", "s", "я", "\uD83D\uDC27", "\uD83D\uDC28"};
        for (var name : names) {
            node.put(namespace, name, "\"" + name + "\"");
        }

        assertThat(node.drain(namespace).counts().written()).isEqualTo(names.length);

        assertThat(node.archived(namespace))
                .extracting(row -> row.replaceAll("@.*", ""))
                .containsExactlyInAnyOrder(Arrays.stream(names)
                        .map(name -> name + "=\"" + name + "\"")
                        .toArray(String[]::new));
    }

    @Test
    void drainWhenTheLongestNameOfFourByteCharactersThenArchived() {
        var namespace = node.namespace();
        var name = "\uD83D\uDC27".repeat(200);
        node.put(namespace, name, "true");

        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(node.archived(namespace)).singleElement().asString().startsWith(name + "=true@");
    }

    @Test
    void drainWhenManyPagesThenAllInFewStatements() {
        var namespace = node.namespace();
        for (int set = 0; set < 3; set++) {
            int from = set * 1000;
            node.write(
                    namespace,
                    IntStream.range(from, from + 1000)
                            .mapToObj(i -> new Change.Put(new SettingName("n" + i), new SettingValue("" + i)))
                            .toArray(Change[]::new));
        }
        long before = inserts();

        var run = node.drain(namespace);

        assertThat(run.counts()).isEqualTo(new Run.Counts(3000, 3000, 0, 0, 3000));
        assertThat(inserts() - before).as("INSERT statements").isLessThan(100);
        assertThat(node.archived(namespace)).hasSize(3000);
    }

    @Test
    void d3DrainWhenWrittenBetweenPeekAndAcknowledgeThenTheNewerRevisionStaysDirty() {
        var namespace = node.namespace();
        var first = node.put(namespace, "a", "1");
        var once = new AtomicBoolean();
        node.backlog()
                .hooked(
                        () -> {
                            if (once.compareAndSet(false, true)) {
                                node.put(namespace, "a", "2");
                            }
                        },
                        () -> node.drain(namespace));

        assertThat(node.archived(namespace)).containsExactly("a=1@" + first);
        assertThat(node.backlog().state(namespace).dirty()).isOne();

        node.drain(namespace);
        assertThat(node.archived(namespace)).singleElement().asString().startsWith("a=2@");
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    @Test
    void d1DrainWhenAcknowledgeFailsThenRunFailsWhatIsCommittedStaysAndTheNextRunRepeatsIt() {
        var namespace = node.namespace();
        var a = node.put(namespace, "a", "1");
        var failed = node.backlog()
                .hooked(
                        () -> {
                            throw new IllegalStateException("Redis is gone");
                        },
                        () -> node.drain(namespace));

        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.error())
                .contains("archived but not acknowledged")
                .contains("1 entries of namespace " + namespace)
                .contains("Redis is gone");
        assertThat(failed.counts()).isEqualTo(new Run.Counts(1, 0, 0, 0, 0));
        assertThat(node.archived(namespace)).containsExactly("a=1@" + a);
        assertThat(node.backlog().state(namespace).dirty()).isOne();

        assertThat(node.drain(namespace).counts()).isEqualTo(new Run.Counts(1, 1, 0, 0, 1));
        assertThat(node.archived(namespace)).containsExactly("a=1@" + a);
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    @Test
    void drainWhenTheArchiveHoldsMoreThenSupersededAndClean() {
        var namespace = node.namespace();
        var a = node.put(namespace, "a", "1");
        node.jdbc()
                .update(
                        "INSERT INTO setting VALUES (?, 'a', '9', 'present', 'bob', NULL, NOW(6), NOW(6), ?)",
                        namespace.text(),
                        a.micros() + 5);

        assertThat(node.drain(namespace).counts()).isEqualTo(new Run.Counts(1, 0, 1, 0, 1));

        assertThat(node.archived(namespace)).containsExactly("a=9@" + (a.micros() + 5));
        assertThat(node.backlog().state(namespace).isEmpty()).isTrue();
    }

    @Test
    void d9DrainWhenTheTableRefusesThenRunFailsSaysSoAndNothingIsAcknowledged() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.jdbc().execute("RENAME TABLE setting TO setting_away");
        Run run;
        try {
            run = node.drain(namespace);
        } finally {
            node.jdbc().execute("RENAME TABLE setting_away TO setting");
        }

        assertThat(run.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.error()).contains("step entries").contains("setting").contains("doesn't exist");
        assertThat(run.counts()).isEqualTo(new Run.Counts(1, 0, 0, 0, 0));
        assertThat(node.backlog().state(namespace).dirty()).isOne();
        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void drainWhenAllNamespacesThenEachIsDrained() {
        var one = node.namespace();
        var two = node.namespace();
        node.put(one, "a", "1");
        node.put(two, "a", "2");

        assertThat(node.await(node.start(RunScope.ALL)).status()).isEqualTo(BatchStatus.COMPLETED);

        assertThat(node.archived(one)).hasSize(1);
        assertThat(node.archived(two)).hasSize(1);
    }

    private long inserts() {
        var row = node.jdbc().queryForMap("SHOW GLOBAL STATUS LIKE 'Com_insert'");
        return Long.parseLong(String.valueOf(row.get("Value")));
    }
}
