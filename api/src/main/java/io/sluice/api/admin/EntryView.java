package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.api.EntryShape;
import io.sluice.definition.Definition.Mark;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingValue;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry as clients see it.
 *
 * @param value absent if it was removed, or is secret and not for the one who asks
 * @param removed true if it was removed, else absent
 * @param secret true if its value is only for those who may write it, else absent
 * @param deprecated true if nobody should use the setting any more, else absent
 * @param reason null if none was given
 */
@JsonPropertyOrder({
    "namespace",
    "name",
    "value",
    "removed",
    "secret",
    "deprecated",
    "revision",
    "changedAt",
    "author",
    "reason"
})
record EntryView(
        String namespace,
        String name,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SettingValue value,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean removed,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean secret,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean deprecated,
        long revision,
        Instant changedAt,
        String author,
        @Nullable String reason) {
    /**
     * Shows an entry.
     *
     * @param marks of its setting
     * @param reader for whom it is
     */
    static EntryView of(Namespace namespace, Entry entry, Set<Mark> marks, Role reader) {
        var setting = entry instanceof Entry.Present present ? present : null;
        return new EntryView(
                namespace.text(),
                entry.name().text(),
                setting == null || !EntryShape.isShown(marks, reader) ? null : setting.value(),
                setting == null ? Boolean.TRUE : null,
                marks.contains(Mark.SECRET) ? Boolean.TRUE : null,
                marks.contains(Mark.DEPRECATED) ? Boolean.TRUE : null,
                entry.revision().micros(),
                entry.revision().time(),
                entry.author(),
                entry.reason());
    }
}
