package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.setting.Entry;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as one document. As it is sent anything may be missing; {@link Import} says what must not be.
 *
 * @param format of the document; {@value #FORMAT}
 * @param namespace that it was made of
 * @param description of the namespace
 * @param revision that the namespace had
 * @param settings values by name, without Sluice's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"format", "namespace", "description", "revision", "settings"})
record NamespaceDocument(
        @Nullable Integer format,
        @Nullable String namespace,
        @Nullable String description,
        @Nullable Long revision,
        @Nullable Map<String, SettingValue> settings) {
    static final int FORMAT = 1;

    /** The whole namespace, but for Sluice's own names, as a document. */
    static NamespaceDocument of(Snapshot snapshot, String description) {
        var settings = new TreeMap<String, SettingValue>();
        snapshot.forEach(entry -> {
            if (entry instanceof Entry.Present setting && !setting.name().isInternal()) {
                settings.put(setting.name().text(), setting.value());
            }
        });
        var head = Objects.requireNonNull(snapshot.head(), "head of a snapshot that holds something");
        return new NamespaceDocument(
                FORMAT,
                snapshot.namespace().text(),
                description,
                head.revision().micros(),
                settings);
    }
}
