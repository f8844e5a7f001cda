package io.sluice.batch.archive;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much a row would bring along. Pages are made of these first, because values may be large.
 *
 * @param bytes of its value
 */
public record RowSize(RowKey key, long bytes) {
    /** Reads one from the columns {@code name} and {@code size}. */
    public static RowSize of(ResultSet row, int number) throws SQLException {
        return new RowSize(new RowKey(row.getBytes("name")), row.getLong("size"));
    }

    /**
     * Where a page ends.
     *
     * @param sizes of the rows that it may have, in the order of their keys; as many as are allowed, if there are so many
     * @param rows that are allowed
     * @param bytes that are allowed; one row always is
     * @return the lowest key behind the page; null if nothing is behind it
     */
    public static @Nullable RowKey endOfPage(List<RowSize> sizes, int rows, long bytes) {
        long sum = 0;
        for (int i = 0; i < sizes.size(); i++) {
            sum += sizes.get(i).bytes();
            if (sum > bytes && i > 0) {
                return sizes.get(i - 1).key().next();
            }
        }
        return sizes.size() < rows ? null : sizes.get(sizes.size() - 1).key().next();
    }
}
