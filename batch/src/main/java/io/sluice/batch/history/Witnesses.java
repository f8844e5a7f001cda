package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds out what settings were at a moment. An entry can have come into Redis without a record in the history: brought back
 * by a node or from the archive after Redis had lost it, or with a record that Redis has lost. So three witnesses are heard
 * of each name: the newest change until the moment; the first change behind it, which tells what it replaced; and the entry
 * that is archived now. Of what they know until the moment, the higher revision wins. Where the next that is known to have
 * been there came behind the moment and did not replace just that, the name is unproven: it may have been something else.
 *
 * <p>Each look is one step in an index, however many changes a name has: a statement of many selects, each of them with its
 * own constants, because of a select that depends on another one databases look at all changes of the name. For the thread
 * whose transaction it is.
 */
final class Witnesses {
    private static final String CHANGES = """
            (SELECT %1$d AS number, 'made' AS witness, kind, revision, author, reason, old_revision,
                    old_value IS NOT NULL AS old_present
             FROM setting_history WHERE namespace = ? AND name = ? AND revision <= ? ORDER BY revision DESC LIMIT 1)
            UNION ALL
            (SELECT %1$d, 'next', kind, revision, author, reason, old_revision, old_value IS NOT NULL
             FROM setting_history WHERE namespace = ? AND name = ? AND revision > ? ORDER BY revision LIMIT 1)
            """;

    private static final String ENTRIES = """
            SELECT name, kind, revision, author, reason FROM setting WHERE namespace = ? AND name IN (%s)
            """;

    private static final String VALUE = """
            (SELECT %d AS number, %s AS value FROM %s WHERE namespace = ? AND name = ? AND revision = ? LIMIT 1)
            """;

    private static final String UNION = " UNION ALL ";

    private final JdbcClient jdbc;

    Witnesses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where a value stands. */
    private enum Place {
        MADE("new_value", "setting_history"),
        REPLACED("old_value", "setting_history"),
        HELD("value", "setting");

        private final String column;
        private final String table;

        Place(String column, String table) {
            this.column = column;
            this.table = table;
        }
    }

    /** Says of a row of either table what it made of the setting. */
    private record Word(
            String kind,
            long revision,
            @Nullable String author,
            @Nullable String reason) {
        static Word of(ResultSet row) throws SQLException {
            return new Word(
                    row.getString("kind"), row.getLong("revision"), row.getString("author"), row.getString("reason"));
        }

        boolean isPresent() {
            return kind.equals("present");
        }
    }

    /** The first change behind the moment. */
    private record Next(long revision, long oldRevision, boolean oldPresent) {}

    /**
     * What was found out of a name.
     *
     * @param proven whether it cannot have been anything else
     * @param place of its value; null if it had none
     * @param row revision of the row with the value
     * @param revision of the write
     */
    record Testimony(
            SettingName name,
            boolean proven,
            @Nullable Place place,
            long row,
            long revision,
            @Nullable String author,
            @Nullable String reason) {
        boolean isPresent() {
            return place != null;
        }
    }

    /** What settings were, in the order of the names. */
    List<Testimony> hear(byte[] namespace, Revision at, List<SettingName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        var made = new HashMap<SettingName, Word>();
        var next = new HashMap<SettingName, Next>();
        hearChanges(namespace, at, names, made, next);
        var held = entries(namespace, names);
        return names.stream()
                .map(name -> judge(name, at.micros(), made.get(name), next.get(name), held.get(name)))
                .toList();
    }

    /** The settings that there were, with their values. */
    List<PastSetting> settings(byte[] namespace, List<Testimony> testimonies) {
        var present = testimonies.stream().filter(Testimony::isPresent).toList();
        if (present.isEmpty()) {
            return List.of();
        }
        var statement = new StringBuilder();
        var values = new ArrayList<Object>();
        for (int i = 0; i < present.size(); i++) {
            var testimony = present.get(i);
            var place = Objects.requireNonNull(testimony.place);
            statement.append(i == 0 ? "" : UNION).append(VALUE.formatted(i, place.column, place.table));
            Collections.addAll(values, namespace, Columns.bytes(testimony.name), testimony.row);
        }
        var found = new SettingValue[present.size()];
        jdbc.sql(statement.toString()).params(values).query(row -> {
            found[row.getInt("number")] = new SettingValue(row.getString("value"));
        });
        var settings = new ArrayList<PastSetting>();
        for (int i = 0; i < found.length; i++) {
            var of = present.get(i);
            settings.add(new PastSetting(of.name, found[i], new Revision(of.revision), of.author, of.reason));
        }
        return settings;
    }

    private static Testimony judge(
            SettingName name, long at, @Nullable Word made, @Nullable Next next, @Nullable Word held) {
        long madeAt = made == null ? 0 : made.revision;
        long heldAt = held == null ? 0 : held.revision;
        long replacedAt = next == null ? 0 : next.oldRevision;
        boolean proven = next == null ? heldAt <= at : replacedAt <= at;
        if (held != null && heldAt <= at && heldAt > madeAt) {
            return testimony(name, proven, Place.HELD, held);
        }
        if (next != null && replacedAt <= at && replacedAt > madeAt) {
            return new Testimony(
                    name, proven, next.oldPresent ? Place.REPLACED : null, next.revision, replacedAt, null, null);
        }
        return made == null
                ? new Testimony(name, proven, null, 0, 0, null, null)
                : testimony(name, proven, Place.MADE, made);
    }

    private static Testimony testimony(SettingName name, boolean proven, Place place, Word word) {
        return new Testimony(
                name, proven, word.isPresent() ? place : null, word.revision, word.revision, word.author, word.reason);
    }

    private void hearChanges(
            byte[] namespace,
            Revision at,
            List<SettingName> names,
            Map<SettingName, Word> made,
            Map<SettingName, Next> next) {
        var statement = new StringBuilder();
        var values = new ArrayList<Object>();
        for (int i = 0; i < names.size(); i++) {
            statement.append(i == 0 ? "" : UNION).append(CHANGES.formatted(i));
            var name = Columns.bytes(names.get(i));
            Collections.addAll(values, namespace, name, at.micros(), namespace, name, at.micros());
        }
        jdbc.sql(statement.toString()).params(values).query(row -> {
            var name = names.get(row.getInt("number"));
            if (row.getString("witness").equals("made")) {
                made.put(name, Word.of(row));
            } else {
                next.put(
                        name,
                        new Next(row.getLong("revision"), row.getLong("old_revision"), row.getBoolean("old_present")));
            }
        });
    }

    private Map<SettingName, Word> entries(byte[] namespace, List<SettingName> names) {
        var values = new ArrayList<Object>();
        values.add(namespace);
        names.forEach(name -> values.add(Columns.bytes(name)));
        var held = new HashMap<SettingName, Word>();
        jdbc.sql(ENTRIES.formatted(String.join(", ", Collections.nCopies(names.size(), "?"))))
                .params(values)
                .query(row -> {
                    held.put(Columns.name(row.getBytes("name")), Word.of(row));
                });
        return held;
    }
}
