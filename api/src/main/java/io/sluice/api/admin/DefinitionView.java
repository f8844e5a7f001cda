package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sluice.definition.Definition;
import io.sluice.definition.Rule;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A definition as clients see it.
 *
 * @param name of the setting that it is for, or the beginning of names and {@code *}
 * @param description absent if there is none, as is owner
 * @param fault why it cannot be used, and forbids nothing; absent if it can
 * @param reason null if none was given
 * @param breaking what breaks it now, in the answer to a change of it; else absent
 */
record DefinitionView(
        String namespace,
        String name,
        SettingValue schema,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String description,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String owner,
        boolean secret,
        boolean deprecated,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String fault,
        long revision,
        Instant changedAt,
        String author,
        @Nullable String reason,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonUnwrapped @Nullable
        Breaking breaking) {
    /** Shows a definition that is in force. */
    static DefinitionView of(Namespace namespace, Rule rule, Entry.Present entry) {
        return of(namespace, rule.definition(), entry, rule.fault(), null);
    }

    /** Shows a definition that was just written. */
    static DefinitionView written(Namespace namespace, Definition definition, Entry entry, Breaking breaking) {
        return of(namespace, definition, entry, null, breaking);
    }

    private static DefinitionView of(
            Namespace namespace,
            Definition definition,
            Entry entry,
            @Nullable String fault,
            @Nullable Breaking breaking) {
        return new DefinitionView(
                namespace.text(),
                definition.target().text(),
                definition.schema(),
                definition.description(),
                definition.owner(),
                definition.isSecret(),
                definition.isDeprecated(),
                fault,
                entry.revision().micros(),
                entry.revision().time(),
                entry.author(),
                entry.reason(),
                breaking);
    }
}
