package io.sluice.check;

import java.time.Duration;
import java.util.List;

/** Looks at one server. Thread-safe. */
public interface Checker {
    /** What it checks, always the same. */
    List<Requirement> requirements();

    /** How often a look is worth what it costs; positive. */
    Duration every();

    /**
     * Looks now, and answers with a check of each requirement.
     *
     * @throws RuntimeException if the server cannot be asked
     */
    List<Check> look();
}
