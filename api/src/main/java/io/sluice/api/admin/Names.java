package io.sluice.api.admin;

import io.sluice.definition.Target;
import io.sluice.http.ProblemException;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.SettingName;
import org.jspecify.annotations.Nullable;

/** Which names callers may write. */
final class Names {
    private static final String EXPECTED = "a name that does not begin with $";

    private Names() {}

    /**
     * Demands that a name is not one of Sluice's own.
     *
     * @param field where the caller gave it
     */
    static void requireWritable(String field, SettingName name) {
        if (name.isInternal()) {
            throw ProblemException.invalid(field, "%s: %s (expected: %s)".formatted(field, name, EXPECTED), EXPECTED);
        }
    }

    /**
     * Reads a name that callers may write, or that of the setting in which a definition is kept.
     *
     * @param field where the caller gave it
     * @param text null if it is missing
     */
    static SettingName readDefined(String field, @Nullable String text) {
        if (text == null || !text.startsWith(Target.room())) {
            return read(field, text);
        }
        try {
            return Target.of(new SettingName(text)).setting();
        } catch (InvalidInputException e) {
            throw ProblemException.invalid(field, String.valueOf(e.getMessage()), e.expected());
        }
    }

    /**
     * Reads a name that callers may write.
     *
     * @param field where the caller gave it
     * @param text null if it is missing
     */
    static SettingName read(String field, @Nullable String text) {
        if (text == null) {
            throw ProblemException.invalid(field, "%s: null (expected: a name)".formatted(field), "a name");
        }
        try {
            var name = new SettingName(text);
            requireWritable(field, name);
            return name;
        } catch (InvalidInputException e) {
            throw ProblemException.invalid(field, String.valueOf(e.getMessage()), e.expected());
        }
    }
}
