package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingValue;
import io.sluice.store.HistoryRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change as clients see it.
 *
 * @param value absent if it removed the setting
 * @param removed true if it removed the setting, else absent
 * @param old the value before; absent if there was none
 * @param reason null if none was given
 * @param requestId of the write that it belongs to
 */
@JsonPropertyOrder({
    "namespace",
    "name",
    "value",
    "removed",
    "old",
    "revision",
    "changedAt",
    "author",
    "reason",
    "requestId"
})
record HistoryView(
        String namespace,
        String name,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SettingValue value,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean removed,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SettingValue old,
        long revision,
        Instant changedAt,
        String author,
        @Nullable String reason,
        String requestId) {
    static HistoryView of(Namespace namespace, HistoryRecord change) {
        var made = EntryView.of(namespace, change.entry());
        return new HistoryView(
                made.namespace(),
                made.name(),
                made.value(),
                made.removed(),
                change.old() instanceof Entry.Present before ? before.value() : null,
                made.revision(),
                made.changedAt(),
                made.author(),
                made.reason(),
                change.requestId().text());
    }
}
