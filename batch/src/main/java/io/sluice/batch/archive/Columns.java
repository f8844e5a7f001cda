package io.sluice.batch.archive;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How Sluice's words are written in the columns of the archive. */
public final class Columns {
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Columns() {}

    public static byte[] bytes(Namespace namespace) {
        return namespace.text().getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] bytes(SettingName name) {
        return name.text().getBytes(StandardCharsets.UTF_8);
    }

    public static SettingName name(byte[] bytes) {
        return new SettingName(new String(bytes, StandardCharsets.UTF_8));
    }

    /** The time of a write, in UTC; as text because the driver cuts the microseconds of a time off for MariaDB before 11. */
    public static String changedAt(Revision revision) {
        return MICROSECONDS.format(revision.time());
    }

    public static String kind(Entry entry) {
        return entry instanceof Entry.Present ? "present" : "tombstone";
    }

    /** The JSON of a setting; null for a tombstone, and where there is no entry. */
    public static @Nullable String value(@Nullable Entry entry) {
        return entry instanceof Entry.Present setting ? setting.value().json() : null;
    }

    /** The columns of the table {@code setting} in their order, but for when the row was archived. */
    public static Object[] row(byte[] namespace, Entry entry) {
        return new Object[] {
            namespace,
            bytes(entry.name()),
            value(entry),
            kind(entry),
            entry.author(),
            entry.reason(),
            changedAt(entry.revision()),
            entry.revision().micros()
        };
    }
}
