package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.definition.Definitions;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that whoever wrote a setting should know, though it was written.
 *
 * @param name of the setting
 * @param warning what it is, in one word: {@code deprecated}
 * @param description of the setting; absent if there is none
 * @param owner who is to be asked; absent if nobody is named
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Warning(
        String name,
        String warning,
        @Nullable String description,
        @Nullable String owner) {
    /** Those about entries that were written; a removal gives none. */
    static List<Warning> of(Collection<? extends Entry> written, Definitions definitions) {
        return about(
                written.stream()
                        .filter(Entry.Present.class::isInstance)
                        .map(Entry::name)
                        .toList(),
                definitions);
    }

    /** Those about changes that would be made. */
    static List<Warning> ofChanges(Collection<? extends Change> changes, Definitions definitions) {
        return about(
                changes.stream()
                        .filter(Change.Put.class::isInstance)
                        .map(Change::name)
                        .toList(),
                definitions);
    }

    private static List<Warning> about(List<SettingName> names, Definitions definitions) {
        var warnings = new ArrayList<Warning>();
        for (var name : names) {
            var rule = definitions.find(name);
            if (rule != null && rule.definition().isDeprecated()) {
                var definition = rule.definition();
                warnings.add(new Warning(name.text(), "deprecated", definition.description(), definition.owner()));
            }
        }
        return warnings;
    }
}
