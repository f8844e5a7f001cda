package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.definition.Definition.Mark;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingValue;
import io.sluice.store.HistoryRecord;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change as clients see it.
 *
 * @param value absent if it removed the setting, and where values are secret
 * @param removed true if it removed the setting, else absent
 * @param secret true if its values are secret or once were, which are not shown to anybody here, else absent
 * @param old the value before; absent if there was none, and where values are secret
 * @param reason null if none was given
 * @param requestId of the write that it belongs to
 */
@JsonPropertyOrder({
    "namespace",
    "name",
    "value",
    "removed",
    "secret",
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
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean secret,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SettingValue old,
        long revision,
        Instant changedAt,
        String author,
        @Nullable String reason,
        String requestId) {
    /** Shows a change of a setting with these marks; a list of changes is read by many, over many shoulders. */
    static HistoryView of(Namespace namespace, HistoryRecord change, Set<Mark> marks) {
        var made = EntryView.of(namespace, change.entry(), marks, Role.READER);
        return new HistoryView(
                made.namespace(),
                made.name(),
                made.value(),
                made.removed(),
                made.secret(),
                change.old() instanceof Entry.Present before && made.secret() == null ? before.value() : null,
                made.revision(),
                made.changedAt(),
                made.author(),
                made.reason(),
                change.requestId().text());
    }
}
