package io.sluice.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change as clients see it, of whichever application they ask.
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
public record HistoryView(
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
    /** Whether the values of a setting may be told. */
    public enum Values {
        SHOWN,
        /** They are secret, or once were. */
        SECRET
    }

    /**
     * Shows a change; a list of changes is read by many, over many shoulders.
     *
     * @param made what it made of the setting
     * @param old the value before; null if there was none
     * @param requestId of the write that it belongs to
     */
    public static HistoryView of(
            Namespace namespace, Entry made, @Nullable SettingValue old, String requestId, Values values) {
        var setting = made instanceof Entry.Present present ? present : null;
        boolean isShown = values == Values.SHOWN;
        return new HistoryView(
                namespace.text(),
                made.name().text(),
                setting != null && isShown ? setting.value() : null,
                setting == null ? Boolean.TRUE : null,
                isShown ? null : Boolean.TRUE,
                isShown ? old : null,
                made.revision().micros(),
                made.revision().time(),
                made.author(),
                made.reason(),
                requestId);
    }
}
