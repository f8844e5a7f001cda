package io.sluice.api.admin;

import io.sluice.definition.Definition;
import io.sluice.definition.Definition.Mark;
import io.sluice.definition.Target;
import io.sluice.http.ProblemException;
import io.sluice.setting.SettingValue;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * A definition as it is sent.
 *
 * @param secret false if the field is missing, as is deprecated
 * @param reason of the change, which is no part of the definition
 */
record DefinitionBody(
        @Nullable SettingValue schema,
        @Nullable String description,
        @Nullable Boolean secret,
        @Nullable Boolean deprecated,
        @Nullable String owner,
        @Nullable String reason) {
    /** The definition, or the problem that the first wrong field is. */
    Definition read(Target target) {
        if (schema == null) {
            var expected = "a JSON Schema";
            throw ProblemException.invalid("schema", "schema: none (expected: %s)".formatted(expected), expected);
        }
        var marks = EnumSet.noneOf(Mark.class);
        if (Boolean.TRUE.equals(secret)) {
            marks.add(Mark.SECRET);
        }
        if (Boolean.TRUE.equals(deprecated)) {
            marks.add(Mark.DEPRECATED);
        }
        return new Definition(target, schema, description, marks, owner);
    }
}
