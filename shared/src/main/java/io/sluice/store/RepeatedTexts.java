package io.sluice.store;

/**
 * One instance for texts that come again and again, where {@link String#intern} would cost more than it saves. Forgets what
 * others have taken the place of. Thread-safe: a race costs an instance, for strings may be handed over without care.
 */
final class RepeatedTexts {
    private static final int PLACES = 1 << 10;

    private final String[] known = new String[PLACES];

    /** The text, as the instance that was known before if there was one. */
    String one(String text) {
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        var before = known[place];
        if (text.equals(before)) {
            return before;
        }
        known[place] = text;
        return text;
    }
}
