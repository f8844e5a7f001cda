package io.sluice.api.admin;

import io.sluice.definition.Definitions;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import io.sluice.store.History;
import io.sluice.store.HistoryPage;
import io.sluice.store.HistoryRecord;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a namespace was at an earlier revision, and which changes bring that back. From every entry that is newer,
 * it follows the history back: the record of an entry has the one before it. A name whose chain breaks is never guessed.
 */
final class Rollback {
    private static final int PAGE = 1000;
    private static final int LONGEST_WAY = 100_000;
    private static final int NAMES_TOLD = 10;

    private final History history;
    private final Snapshot now;
    private final Revision head;
    private final Revision to;
    private final Set<SettingName> names;
    private final Scope scope;

    /** What all names are, where none is given. */
    enum Scope {
        /** All but Sluice's own. */
        SETTINGS,
        /** And the definitions. */
        DEFINITIONS_TOO
    }

    /** What each name was before the records that have been passed; empty if it did not exist. */
    private final Map<SettingName, Optional<Entry>> before = new TreeMap<>();

    private final Set<SettingName> broken = new TreeSet<>();

    /** Prepares one of these names, or of all but Sluice's own if there are none. */
    Rollback(History history, Snapshot now, Revision to, Set<SettingName> names) {
        this(history, now, to, names, Scope.SETTINGS);
    }

    /**
     * Prepares one.
     *
     * @param now what is there; has come somewhere
     * @param names the only ones to bring back; empty for all that are in the scope
     */
    Rollback(History history, Snapshot now, Revision to, Set<SettingName> names, Scope scope) {
        this.scope = scope;
        this.history = history;
        this.now = now;
        this.head =
                Objects.requireNonNull(now.head(), "head of what Redis holds").revision();
        this.to = to;
        this.names = names;
    }

    /**
     * The changes, by name.
     *
     * @throws ProblemException 400 if the revision is yet to come, 409 if the history does not reach back to it
     */
    Plan plan() {
        if (to.isAfter(head)) {
            var expected = "a revision up to " + head;
            throw ProblemException.invalid("to", "to: %s (expected: %s)".formatted(to, expected), expected);
        }
        now.forEach(entry -> {
            if (isWanted(entry.name()) && entry.revision().isAfter(to)) {
                before.put(entry.name(), Optional.of(entry));
            }
        });
        if (head.isAfter(to)) {
            walk();
        }
        before.forEach((name, entry) -> {
            if (entry.isPresent() && entry.get().revision().isAfter(to)) {
                broken.add(name);
            }
        });
        if (!broken.isEmpty()) {
            throw unknown("the history in Redis has lost changes of "
                    + broken.stream()
                            .limit(NAMES_TOLD)
                            .map(SettingName::text)
                            .collect(Collectors.joining(", ", "", broken.size() > NAMES_TOLD ? ", …" : "")));
        }
        return new Plan(
                Objects.requireNonNull(now.head(), "head of what Redis holds"),
                before.entrySet().stream()
                        .map(was -> change(was.getKey(), was.getValue().orElse(null)))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private @Nullable Change change(SettingName name, @Nullable Entry was) {
        SettingValue value = was instanceof Entry.Present setting ? setting.value() : null;
        return Plans.change(name, now.entry(name), value);
    }

    /** Newest first, down to a record that is no newer than the target: only that proves that none in between is missing. */
    private void walk() {
        var only = names.size() == 1 ? names.iterator().next() : null;
        HistoryRecord.Id at = null;
        for (int way = 0; way < LONGEST_WAY; way += PAGE) {
            var page = history.before(now.namespace(), only, at, PAGE);
            for (var record : page.records()) {
                if (!record.id().revision().isAfter(to)) {
                    return;
                }
                if (!record.id().revision().isAfter(head)
                        && isWanted(record.entry().name())) {
                    follow(record);
                }
            }
            at = page.next();
            if (at == null || !at.revision().isAfter(to)) {
                requireReached(page);
                return;
            }
        }
        throw unknown("there are more than %d changes since".formatted(LONGEST_WAY));
    }

    private void requireReached(HistoryPage last) {
        var oldest = last.oldest();
        if (oldest == null || oldest.revision().isAfter(to)) {
            var problem = unknown("Redis keeps no change from then on; MySQL does, see batch");
            throw oldest == null ? problem : problem.with("oldest", HistoryController.Oldest.of(oldest));
        }
    }

    private void follow(HistoryRecord record) {
        var name = record.entry().name();
        var known = before.get(name);
        if (known != null) {
            if (known.isPresent() && known.get().revision().equals(record.id().revision())) {
                before.put(name, Optional.ofNullable(record.old()));
            }
        } else if (now.entry(name) == null && record.entry() instanceof Entry.Tombstone) {
            // The tombstone itself was compacted away.
            before.put(name, Optional.ofNullable(record.old()));
        } else {
            broken.add(name);
        }
    }

    private boolean isWanted(SettingName name) {
        return names.isEmpty()
                ? !name.isInternal() || (scope == Scope.DEFINITIONS_TOO && Definitions.isKeptIn(name))
                : names.contains(name);
    }

    private ProblemException unknown(String why) {
        var expected = "a revision that the history in Redis reaches back to";
        return ProblemException.of(
                        ProblemType.CONFLICT,
                        "to: %s (expected: %s): %s. Nothing was changed.".formatted(to, expected, why))
                .at("to", expected);
    }
}
