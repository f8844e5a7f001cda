package io.sluice.batch.share;

import io.sluice.setting.Namespace;
import org.jspecify.annotations.Nullable;

/** Hands out the namespaces of a step, each to one who asks. Thread-safe. */
public interface Namespaces {
    /**
     * Takes one; null if none is left.
     *
     * @throws org.springframework.dao.DataAccessException if the database, where nodes share them, is away or refuses
     */
    @Nullable
    Namespace next();
}
