package io.sluice.check;

import io.sluice.check.Check.Outcome;
import java.time.Duration;
import java.util.List;

/** Finds what a test says, of one requirement; as it should be at first. */
public final class HandChecker implements Checker {
    private final Requirement requirement;
    private volatile Outcome outcome = Outcome.OK;
    private volatile boolean away;

    public HandChecker(String id) {
        requirement = new Requirement(id, "good", "Mend it.");
    }

    /** From now on it finds that. */
    public void find(Outcome now) {
        away = false;
        outcome = now;
    }

    /** From now on the server does not answer. */
    public void goAway() {
        away = true;
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(requirement);
    }

    @Override
    public Duration every() {
        return Duration.ofDays(1);
    }

    @Override
    public List<Check> look() {
        if (away) {
            throw new IllegalStateException("away");
        }
        return List.of(
                switch (outcome) {
                    case OK -> requirement.ok("good");
                    case WARNING -> requirement.warning("bad");
                    case UNKNOWN -> requirement.unknown("hidden");
                });
    }
}
