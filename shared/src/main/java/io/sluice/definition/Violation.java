package io.sluice.definition;

import io.sluice.setting.SettingName;

/**
 * A place where a value breaks its definition. It says what was expected and never what was found, which may be secret.
 *
 * @param name of the setting
 * @param pointer to the place in the value (RFC 6901), empty for the value itself; of a secret value, only array indexes
 *     and the names that its schema has are shown, and others as {@code *}
 * @param keyword of the schema that does not hold; {@link #LIMIT} if it takes too much to check the value, or to
 *     tell all that is wrong with it
 * @param expected what the keyword demands
 */
public record Violation(SettingName name, String pointer, String keyword, String expected) {
    /** The keyword of a value that is refused because it, or what is wrong with it, is too much. */
    public static final String LIMIT = "limit";

    /** In one line, without the name. */
    public String describe() {
        var where = pointer.isEmpty() ? "" : pointer + ": ";
        return "%s%s (expected: %s)".formatted(where, keyword, expected);
    }
}
