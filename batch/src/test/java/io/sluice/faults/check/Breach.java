package io.sluice.faults.check;

/**
 * That a law does not hold.
 *
 * @param at microseconds since 1970
 */
public record Breach(Law law, String what, long at) {
    @Override
    public String toString() {
        return "law " + law.number() + " " + law + ": " + what;
    }
}
