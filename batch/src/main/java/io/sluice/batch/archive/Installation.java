package io.sluice.batch.archive;

import io.sluice.store.Restoration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells whether Redis and the archive belong together: each carries the id of its installation. A Redis without one is new, or
 * was emptied. Thread-safe. Every method throws {@link io.sluice.store.StoreException} if Redis could not be asked, and {@link
 * org.springframework.dao.DataAccessException} if the archive could not.
 */
public final class Installation {
    private static final String ID = "SELECT id FROM installation";

    private final JdbcTemplate jdbc;
    private final Restoration redis;
    private volatile @Nullable String own;

    Installation(JdbcTemplate jdbc, Restoration redis) {
        this.jdbc = jdbc;
        this.redis = redis;
    }

    /** Whose a Redis is. */
    public sealed interface Owner {
        /** It is this installation's. */
        record This() implements Owner {}

        /** It is nobody's: it is new, or was emptied, and nothing was restored since. */
        record Nobody() implements Owner {}

        /**
         * It is another installation's.
         *
         * @param id of that one
         */
        record Another(String id) implements Owner {}
    }

    /** The id of this installation, which stands in the archive. */
    public String id() {
        var known = own;
        if (known == null) {
            known = Objects.requireNonNull(jdbc.queryForObject(ID, String.class), "table installation: no id");
            own = known;
        }
        return known;
    }

    /** Whose this Redis is. */
    public Owner owner() {
        var there = redis.installation();
        if (there == null) {
            return new Owner.Nobody();
        }
        return there.equals(id()) ? new Owner.This() : new Owner.Another(there);
    }

    /**
     * Demands that Redis is not another installation's.
     *
     * @throws ForeignRedisException if it is
     */
    public void requireNoOther() {
        if (owner() instanceof Owner.Another another) {
            throw new ForeignRedisException(another.id(), id());
        }
    }

    /**
     * Writes into Redis that it is this installation's, after everything was restored.
     *
     * @throws ForeignRedisException if it has become another one's
     */
    public void install() {
        var counts = redis.install(id());
        if (!counts.equals(id())) {
            throw new ForeignRedisException(counts, id());
        }
    }
}
