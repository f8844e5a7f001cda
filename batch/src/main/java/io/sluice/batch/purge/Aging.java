package io.sluice.batch.purge;

import java.util.List;

/**
 * Something that is kept for some time only. Each bean of this type is a step of the job {@code purge} when
 * that is for all namespaces. Thread-safe.
 *
 * @param <K> what tells one from another
 */
public interface Aging<K> {
    /** The name of the step: a word in the plural. */
    String step();

    /**
     * The oldest of those that have been kept for long enough.
     *
     * @param limit how many at most
     * @return none at the end
     * @throws org.springframework.dao.DataAccessException if the database is away or refuses
     */
    List<K> page(int limit);

    /**
     * Removes them, in the transaction of the caller; such as are not there any more are no fault. They do not come again
     * in a page.
     *
     * @throws org.springframework.dao.DataAccessException if the database is away or refuses
     */
    void remove(List<K> page);
}
