package io.sluice.batch.archive;

import io.sluice.setting.Entry;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A row of the table {@code setting} as it stands there, whoever wrote it.
 *
 * @param kind {@code present}, {@code tombstone}, or empty for neither
 * @param value JSON as it should be; null for none
 * @param reason null for none
 * @param revision as it should be that of a write
 */
public record ArchiveRow(
        SettingName name,
        String kind,
        @Nullable String value,
        String author,
        @Nullable String reason,
        long revision) {
    /** The kind of a row that says that a setting was removed. */
    public static final String TOMBSTONE = "tombstone";

    private static final String PRESENT = "present";
    private static final JsonFactory JSON = new JsonFactory();

    /** The row at hand, whose columns are {@code kind}, {@code value}, {@code author}, {@code reason} and {@code revision}. */
    public static ArchiveRow of(SettingName name, ResultSet row) throws SQLException {
        return new ArchiveRow(
                name,
                Objects.requireNonNullElse(row.getString("kind"), ""),
                row.getString("value"),
                row.getString("author"),
                row.getString("reason"),
                row.getLong("revision"));
    }

    public boolean isTombstone() {
        return TOMBSTONE.equals(kind);
    }

    /** What of it differs from an entry; values compare as the text that they are. */
    public List<String> differences(Entry entry) {
        var differences = new ArrayList<String>();
        note(differences, "kind", kind, Columns.kind(entry));
        note(differences, "value", value, Columns.value(entry));
        note(differences, "author", author, entry.author());
        note(differences, "reason", reason, entry.reason());
        return differences;
    }

    /** Why it makes no entry that every reader of Sluice could take; null if it does. */
    public @Nullable String fault() {
        try {
            new Revision(revision);
        } catch (InvalidInputException e) {
            return "revision: " + revision + " (expected: that of a write)";
        }
        if (PRESENT.equals(kind)) {
            return value == null ? "value: null (expected: JSON)" : faultOf(value);
        }
        if (TOMBSTONE.equals(kind)) {
            return value == null ? null : "value: one, of a tombstone (expected: null)";
        }
        return "kind: none (expected: present or tombstone)";
    }

    /**
     * The entry that it makes.
     *
     * @throws InvalidInputException if it makes none
     */
    public Entry entry() {
        var made = new Revision(revision);
        return isTombstone()
                ? new Entry.Tombstone(name, made, author, reason)
                : new Entry.Present(
                        name, new SettingValue(Objects.requireNonNullElse(value, "")), made, author, reason);
    }

    private static void note(List<String> differences, String what, @Nullable String one, @Nullable String other) {
        if (!Objects.equals(one, other)) {
            differences.add(what);
        }
    }

    /** A value is sent in lines, and taken over into other JSON as it is. */
    private static @Nullable String faultOf(String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            return "value: of several lines (expected: JSON of one line)";
        }
        try (var parser = JSON.createParser(ObjectReadContext.empty(), value)) {
            if (parser.nextToken() != null) {
                parser.skipChildren();
                parser.finishToken();
                if (parser.nextToken() == null) {
                    return null;
                }
            }
        } catch (JacksonException e) {
            // Its message quotes the value.
        }
        return "value: no JSON (expected: one JSON value)";
    }
}
