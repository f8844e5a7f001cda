package io.sluice.batch.purge;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows that are kept for some time only. Each bean of this type is a step of the job {@code purge} when that is for all
 * namespaces. Thread-safe. Every method throws {@link org.springframework.dao.DataAccessException} if the database is away
 * or refuses.
 *
 * @param step its name: a word in the plural
 * @param jdbc reads the rows
 * @param oldest the ids of the oldest of those that have been kept for {@code :seconds} or longer, {@code :limit} at most
 * @param kept for how long they are kept
 * @param removal removes rows by their ids, in the transaction of the caller; such as are not there any more are no fault
 */
record Aging(String step, JdbcClient jdbc, String oldest, Duration kept, Consumer<List<Long>> removal) {
    /**
     * The ids of the oldest rows that have been kept for long enough.
     *
     * @param limit how many at most
     * @return none at the end
     */
    List<Long> page(int limit) {
        return jdbc.sql(oldest)
                .param("seconds", kept.toSeconds())
                .param("limit", limit)
                .query(Long.class)
                .list();
    }
}
