package io.sluice.batch.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.archive.ArchiveRow;
import io.sluice.setting.Entry;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Inspection.Held;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTests {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final SettingName NAME = new SettingName("a");

    private final Comparison comparison = Comparison.at(NOW, RETENTION);

    /** The archive before and behind the look at Redis; 0 for nothing there, a trailing star for dirty. */
    @ParameterizedTest
    @CsvSource({
        "20, 20,  20, same",
        "20, 20*, 20, pending",
        " 0, 20,   0, missing",
        " 0, 20*,  0, pending",
        "10, 20,  10, older",
        "10, 20*, 10, pending",
        "30, 20,  30, newer",
        "30, 20*, 30, newer",
        "30,  0,  30, absent",
        " 0,  0,  30, same", // written and archived behind the look
        " 0, 20,  20, same", // archived between the two
        "10, 20,  20, same",
        "10, 20,  30, same", // and changed once more
        " 0,  0,   0, same",
    })
    void ofWhenRevisionsAreLikeThatThen(long before, String held, long after, String verdict) {
        assertThat(word(comparison.of(row(before), held(held), row(after)))).isEqualTo(verdict);
    }

    @Test
    void ofWhenOneRevisionIsNotTheSameThenDifferentAndInWhat() {
        var row = new ArchiveRow(NAME, "present", "2", "bob", "why", 20);
        for (var held : new String[] {"20", "20*"}) {
            assertThat(comparison.of(row, held(held), row))
                    .isEqualTo(new Verdict.Drifted(
                            Drift.DIFFERENT, "not the same at one revision: value, author, reason"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1 ", "\"1\""})
    void ofWhenAValueIsWrittenInAnotherWayThenDifferent(String value) {
        var row = new ArchiveRow(NAME, "present", value, "alice", null, 20);
        assertThat(word(comparison.of(row, held("20"), row))).isEqualTo("different");
    }

    @Test
    void ofWhenOneIsARemovalThenDifferent() {
        var row = new ArchiveRow(NAME, "tombstone", null, "alice", null, 20);
        assertThat(word(comparison.of(row, held("20"), row))).isEqualTo("different");
    }

    @ParameterizedTest
    @CsvSource({"P6D, absent", "P6DT22H59M, absent", "P6DT23H1M, same", "P8D, same"})
    void ofWhenRedisLacksARemovalThenItIsAbsentWhileItWouldBeRemembered(String age, String verdict) {
        var row = new ArchiveRow(NAME, "tombstone", null, "alice", null, micros(NOW.minus(Duration.parse(age))));
        assertThat(word(comparison.of(row, held("0"), row))).isEqualTo(verdict);
    }

    @Test
    void ofWhenRedisLacksAnOldSettingThenAbsent() {
        assertThat(word(comparison.of(row(1), held("0"), row(1)))).isEqualTo("absent");
    }

    @ParameterizedTest
    @CsvSource({"PT59M, newer", "PT61M, ahead"})
    void ofWhenTheArchiveHasARevisionOfTheFutureThenItIsNotForRedis(String ahead, String verdict) {
        long revision = micros(NOW.plus(Duration.parse(ahead)));
        assertThat(word(comparison.of(row(revision), held("20"), row(revision))))
                .isEqualTo(verdict);
        assertThat(word(comparison.of(row(revision), held("0"), row(revision))))
                .isEqualTo(verdict.equals("newer") ? "absent" : verdict);
    }

    @Test
    void ofWhenTheArchivesRowIsNoEntryThenUnreadableAndWhy() {
        var row = new ArchiveRow(NAME, "present", null, "alice", null, 30);
        assertThat(comparison.of(row, held("20"), row))
                .isEqualTo(new Verdict.Drifted(
                        Drift.UNREADABLE,
                        "the row of the archive is no entry of Sluice: value: null (expected: JSON)"));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static @Nullable ArchiveRow row(long revision) {
        return revision == 0 ? null : new ArchiveRow(NAME, "present", "1", "alice", null, revision);
    }

    private static Held held(String text) {
        long revision = Long.parseLong(text.replace("*", ""));
        Entry entry = revision == 0
                ? null
                : new Entry.Present(NAME, new SettingValue("1"), new Revision(revision), "alice", null);
        return new Held(NAME, entry, text.endsWith("*"));
    }

    private static String word(Verdict verdict) {
        if (verdict instanceof Verdict.Drifted drifted) {
            return drifted.kind().word();
        }
        return verdict instanceof Verdict.Pending ? "pending" : "same";
    }
}
