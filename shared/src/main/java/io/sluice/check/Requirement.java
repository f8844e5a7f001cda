package io.sluice.check;

import java.util.regex.Pattern;

/**
 * What is asked of a server.
 *
 * @param id of the server and of what is meant, such as {@code redis.eviction}; never changes
 * @param expected what it has to be, in words
 * @param remedy what to do where it is not, as a sentence
 */
public record Requirement(String id, String expected, String remedy) {
    private static final Pattern ID = Pattern.compile("[a-z]+\\.[a-z]+(-[a-z]+)*");

    public Requirement {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id: %s (expected: %s)".formatted(id, ID));
        }
        if (expected.isBlank() || remedy.isBlank()) {
            throw new IllegalArgumentException("%s: nothing expected, or nothing to do".formatted(id));
        }
    }

    /** It is as expected. */
    public Check ok(String found) {
        return new Check(this, Check.Outcome.OK, found);
    }

    /** It is not. */
    public Check warning(String found) {
        return new Check(this, Check.Outcome.WARNING, found);
    }

    /** Nobody can tell. */
    public Check unknown(String why) {
        return new Check(this, Check.Outcome.UNKNOWN, why);
    }
}
