package io.sluice.api.admin;

import io.sluice.http.ProblemException;
import io.sluice.setting.SettingName;

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
}
