package io.sluice.http;

import io.sluice.setting.InvalidInputException;

/**
 * How many elements a page of a list may have.
 *
 * @param count from 1 to 1000
 */
public record Limit(int count) {
    /** For a parameter that is not given. */
    public static final String DEFAULT = "100";

    private static final String EXPECTED = "a whole number from 1 to 1000";

    /** Reads it; Spring looks for a method of this name. */
    public static Limit valueOf(String text) {
        if (text.matches("[1-9][0-9]{0,2}|1000")) {
            return new Limit(Integer.parseInt(text));
        }
        throw new InvalidInputException("limit", text, EXPECTED);
    }
}
