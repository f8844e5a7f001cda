package io.sluice.batch.verify;

import io.sluice.batch.archive.ArchiveRow;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.Inspection;
import io.sluice.store.Inspection.Held;
import io.sluice.store.Restoration;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Redis and the archive side by side: looks at names in both, and brings to one what only the other has. A namespace that is
 * not complete stays so whatever is brought back: to say that all of it is there is the business of the restore. Thread-safe.
 */
final class Copies {
    private final Inspection inspection;
    private final Restoration restoration;
    private final ArchiveTable archive;
    private final RedisPatience redis;
    private final Clock clock;
    private final Duration retention;

    /**
     * Looks from now on.
     *
     * @param retention for how long removals are remembered in Redis at least
     */
    Copies(
            Inspection inspection,
            Restoration restoration,
            ArchiveTable archive,
            RedisPatience redis,
            Clock clock,
            Duration retention) {
        this.inspection = inspection;
        this.restoration = restoration;
        this.archive = archive;
        this.redis = redis;
        this.clock = clock;
        this.retention = retention;
    }

    /**
     * A name in both.
     *
     * @param held what Redis holds
     * @param row what the archive held before Redis was asked; null for nothing
     * @param later what it held after that; null for nothing
     * @param verdict what comes of it
     */
    record Pair(
            Held held, @Nullable ArchiveRow row, @Nullable ArchiveRow later, Verdict verdict) {
        SettingName name() {
            return held.name();
        }

        boolean isDrifted() {
            return verdict instanceof Verdict.Drifted;
        }

        Verdict.Drifted drifted() {
            return (Verdict.Drifted) verdict;
        }

        @Nullable
        Long redisRevision() {
            var entry = held.entry();
            return entry == null ? null : (Long) entry.revision().micros();
        }

        @Nullable
        Long archiveRevision() {
            var newest = later == null ? row : later;
            return newest == null ? null : (Long) newest.revision();
        }

        private Entry entry() {
            return Objects.requireNonNull(held.entry(), "entry in Redis");
        }

        private ArchiveRow archived() {
            return Objects.requireNonNull(row, "row of the archive");
        }
    }

    Comparison comparison() {
        return Comparison.at(clock.instant(), retention);
    }

    /** Which of what Redis held a moment ago may not be in the archive as it should; most of the time, none. */
    List<Pair> glance(Namespace namespace, List<Held> held) {
        var comparison = comparison();
        var rows = archive.rows(namespace, held.stream().map(Held::name).toList());
        return held.stream()
                .map(each -> {
                    var row = rows.get(each.name());
                    return new Pair(each, row, row, comparison.of(row, each, row));
                })
                .toList();
    }

    /** How names are: a look at the archive, at Redis, and at the archive once more, which raises no false alarm. */
    List<Pair> look(Namespace namespace, List<SettingName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        var comparison = comparison();
        var before = archive.rows(namespace, names);
        var held = redis.ask(() -> inspection.look(namespace, names));
        var occupied = occupied(namespace, held);
        var after = archive.rows(namespace, names);
        return held.stream()
                .map(each -> {
                    var row = before.get(each.name());
                    var later = after.get(each.name());
                    var verdict = occupied.contains(each.name()) ? new Verdict.Same() : comparison.of(row, each, later);
                    return new Pair(each, row, later, verdict);
                })
                .toList();
    }

    /** Names whose field is there, but is no entry: that is told as such, and is no absence. */
    private Set<SettingName> occupied(Namespace namespace, List<Held> held) {
        var unknown = held.stream()
                .filter(each -> each.entry() == null)
                .map(Held::name)
                .toList();
        var occupied = new HashSet<>(unknown);
        if (!unknown.isEmpty()) {
            redis.ask(() -> inspection.absent(namespace, unknown)).forEach(occupied::remove);
        }
        return occupied;
    }

    /**
     * Brings to one what only the other has, where a rule says what that is: the higher revision wins.
     *
     * @param drifted few enough for one call
     * @return those that are right now
     */
    Set<SettingName> mend(Namespace namespace, List<Pair> drifted) {
        var dirty = new HashMap<SettingName, Revision>();
        drifted.stream()
                .filter(pair -> pair.drifted().kind().mending() == Drift.Mending.ARCHIVE)
                .forEach(pair -> dirty.put(pair.name(), pair.entry().revision()));
        var lost = drifted.stream()
                .filter(pair -> pair.drifted().kind().mending() == Drift.Mending.REDIS)
                .map(pair -> pair.archived().entry())
                .toList();
        if (!dirty.isEmpty()) {
            redis.ask(() -> inspection.markDirty(namespace, Map.copyOf(dirty)));
        }
        if (!lost.isEmpty()) {
            redis.ask(() -> {
                restoration.register(namespace);
                return restoration.merge(namespace, lost);
            });
        }
        var touched = drifted.stream()
                .filter(pair -> pair.drifted().kind().mending() != Drift.Mending.NONE)
                .map(Pair::name)
                .toList();
        return look(namespace, touched).stream()
                .filter(pair -> !pair.isDrifted())
                .map(Pair::name)
                .collect(Collectors.toSet());
    }

    /** Which of two that differ at one revision is as it was written, in words. */
    String witness(Namespace namespace, Pair pair) {
        var written =
                archive.history(namespace, pair.name(), pair.entry().revision().micros());
        if (written == null) {
            return "the history does not have this revision";
        }
        if (written.differences(pair.entry()).isEmpty()) {
            return "Redis agrees with the history: the archive was changed by hand";
        }
        var row = pair.later();
        return row != null && row.equals(written)
                ? "the archive agrees with the history: Redis was changed by hand"
                : "neither agrees with the history";
    }
}
