package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry as clients see it.
 *
 * @param value absent if it was removed
 * @param removed true if it was removed, else absent
 * @param reason null if none was given
 */
@JsonPropertyOrder({"namespace", "name", "value", "removed", "revision", "changedAt", "author", "reason"})
record EntryView(
        String namespace,
        String name,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SettingValue value,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean removed,
        long revision,
        Instant changedAt,
        String author,
        @Nullable String reason) {
    static EntryView of(Namespace namespace, Entry entry) {
        var value = entry instanceof Entry.Present setting ? setting.value() : null;
        return new EntryView(
                namespace.text(),
                entry.name().text(),
                value,
                value == null ? Boolean.TRUE : null,
                entry.revision().micros(),
                entry.revision().time(),
                entry.author(),
                entry.reason());
    }
}
