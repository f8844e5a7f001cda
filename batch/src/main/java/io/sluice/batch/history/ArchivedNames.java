package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The names that the archive knows, in the order of their bytes. Nearly all are in the table of entries; one that the
 * archive has refused as an entry can be in the history all the same, so the history is asked what it has between each
 * two of them. No change is looked at for that but the first of a name. Thread-safe.
 */
final class ArchivedNames {
    private static final String HELD = """
            SELECT name FROM setting WHERE namespace = ? AND name >= ? AND name < ? ORDER BY name LIMIT ?
            """;

    private static final String BETWEEN = """
            (SELECT %d AS gap, name FROM setting_history WHERE namespace = ? AND name >= ? AND name < ?
             ORDER BY name LIMIT 1)
            """;

    /** No byte of UTF-8. */
    private static final byte[] END = {(byte) 0xFF};

    private static final Comparator<SettingName> BY_BYTES =
            Comparator.comparing(Columns::bytes, Arrays::compareUnsigned);

    private final JdbcClient jdbc;

    ArchivedNames(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Some names.
     *
     * @param names in the order of their bytes
     * @param isLast whether there are no more
     */
    record Page(List<SettingName> names, boolean isLast) {}

    /** Byte strings from one on, up to another that is not among them. */
    private static final class Gap implements Comparable<Gap> {
        private final byte[] from;
        private final byte[] to;

        Gap(byte[] from, byte[] to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public int compareTo(Gap other) {
            return Arrays.compareUnsigned(from, other.from);
        }
    }

    /**
     * Reads some.
     *
     * @param prefix of the names
     * @param after only names behind this one; null to begin
     * @param limit about how many
     */
    Page page(Namespace namespace, String prefix, @Nullable SettingName after, int limit) {
        var space = Columns.bytes(namespace);
        var all = range(prefix.getBytes(StandardCharsets.UTF_8), after);
        var held = jdbc.sql(HELD)
                .params(space, all.from, all.to, limit)
                .query((row, number) -> Columns.name(row.getBytes("name")))
                .list();
        var names = new TreeSet<>(BY_BYTES);
        names.addAll(held);
        var gaps = gaps(all, held, held.size() < limit);
        while (!gaps.isEmpty() && names.size() < held.size() + limit) {
            gaps = fill(space, gaps, names);
        }
        if (!gaps.isEmpty()) {
            // What follows in the first of them has not been looked for.
            var known = gaps.get(0).from;
            names.removeIf(name -> Arrays.compareUnsigned(Columns.bytes(name), known) > 0);
            return new Page(List.copyOf(names), false);
        }
        return new Page(List.copyOf(names), held.size() < limit);
    }

    /** Adds the first name in each gap, and returns what is left of the gaps. */
    private List<Gap> fill(byte[] namespace, List<Gap> gaps, Set<SettingName> names) {
        var statement = new StringBuilder();
        var values = new ArrayList<Object>();
        for (int i = 0; i < gaps.size(); i++) {
            statement.append(i == 0 ? "" : " UNION ALL ").append(BETWEEN.formatted(i));
            Collections.addAll(values, namespace, gaps.get(i).from, gaps.get(i).to);
        }
        return jdbc
                .sql(statement.toString())
                .params(values)
                .query((row, number) -> {
                    var name = Columns.name(row.getBytes("name"));
                    names.add(name);
                    return new Gap(behind(name), gaps.get(row.getInt("gap")).to);
                })
                .stream()
                .sorted()
                .toList();
    }

    private static List<Gap> gaps(Gap all, List<SettingName> held, boolean toTheEnd) {
        var gaps = new ArrayList<Gap>();
        var from = all.from;
        for (var name : held) {
            gaps.add(new Gap(from, Columns.bytes(name)));
            from = behind(name);
        }
        if (toTheEnd) {
            gaps.add(new Gap(from, all.to));
        }
        return gaps;
    }

    private static Gap range(byte[] prefix, @Nullable SettingName after) {
        var from = prefix;
        if (after != null && Arrays.compareUnsigned(behind(after), prefix) > 0) {
            from = behind(after);
        }
        if (prefix.length == 0) {
            return new Gap(from, END);
        }
        var end = prefix.clone();
        end[end.length - 1]++;
        return new Gap(from, end);
    }

    /** The first byte string behind a name. */
    private static byte[] behind(SettingName name) {
        var bytes = Columns.bytes(name);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
