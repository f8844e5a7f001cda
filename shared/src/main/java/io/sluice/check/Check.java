package io.sluice.check;

/**
 * What was found where a server was looked at.
 *
 * @param requirement what was expected, and what to do
 * @param outcome whether it is so
 * @param found in words; where the outcome is unknown, why it is
 */
public record Check(Requirement requirement, Outcome outcome, String found) {
    /** Whether what was found is what was expected. */
    public enum Outcome {
        /** It is. */
        OK,
        /** It is not: one day something will be lost, or wrong. */
        WARNING,
        /** The server does not tell, or not to us, or does not answer. */
        UNKNOWN
    }

    public Check {
        if (found.isBlank()) {
            throw new IllegalArgumentException("%s: nothing found (expected: words)".formatted(requirement.id()));
        }
    }

    public String id() {
        return requirement.id();
    }

    public boolean isWarning() {
        return outcome == Outcome.WARNING;
    }

    /** What was found and what was expected, on one line. */
    @Override
    public String toString() {
        return "%s: %s (expected: %s)".formatted(id(), found, requirement.expected());
    }
}
