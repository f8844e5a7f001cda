package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.api.EntryShape;
import io.sluice.definition.Definitions;
import io.sluice.definition.Target;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as one document. As it is sent anything may be missing; {@link Import} says what must not be.
 *
 * @param format of the document; {@value #FORMAT}
 * @param namespace that it was made of
 * @param description of the namespace
 * @param revision that the namespace had
 * @param settings values by name, without Sluice's own
 * @param masked names of settings whose values are secret and not for the one who asked; an import leaves them as they are
 * @param definitions by the name or prefix that they are for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"format", "namespace", "description", "revision", "definitions", "settings", "masked"})
record NamespaceDocument(
        @Nullable Integer format,
        @Nullable String namespace,
        @Nullable String description,
        @Nullable Long revision,
        @Nullable Map<String, SettingValue> settings,
        @Nullable List<@Nullable String> masked,
        @Nullable Map<String, SettingValue> definitions) {
    static final int FORMAT = 1;

    /** The whole namespace as a document for somebody of that role. */
    static NamespaceDocument of(Snapshot snapshot, String description, Definitions definitions, Role reader) {
        var settings = new TreeMap<String, SettingValue>();
        var masked = new TreeSet<String>();
        var defined = new TreeMap<String, SettingValue>();
        snapshot.forEach(entry -> {
            if (entry instanceof Entry.Present setting) {
                var name = setting.name();
                if (definitions.keptIn(name) != null) {
                    defined.put(Target.of(name).text(), setting.value());
                } else if (name.isInternal()) {
                    return;
                } else if (EntryShape.isShown(definitions.marks(name), reader)) {
                    settings.put(name.text(), setting.value());
                } else {
                    masked.add(name.text());
                }
            }
        });
        var head = Objects.requireNonNull(snapshot.head(), "head of a snapshot that holds something");
        return new NamespaceDocument(
                FORMAT,
                snapshot.namespace().text(),
                description,
                head.revision().micros(),
                settings,
                masked.isEmpty() ? null : List.copyOf(masked),
                defined.isEmpty() ? null : defined);
    }
}
