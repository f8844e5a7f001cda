package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Entry;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingValue;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads what is in the columns of a row. */
final class Rows {
    private Rows() {}

    /**
     * The entry in the columns {@code name}, {@code kind}, {@code revision}, {@code author} and {@code reason}.
     *
     * @param value the column of its value
     */
    static Entry entry(ResultSet row, String value) throws SQLException {
        var name = Columns.name(row.getBytes("name"));
        var revision = new Revision(row.getLong("revision"));
        var author = row.getString("author");
        var reason = row.getString("reason");
        return row.getString("kind").equals("present")
                ? new Entry.Present(name, new SettingValue(row.getString(value)), revision, author, reason)
                : new Entry.Tombstone(name, revision, author, reason);
    }
}
