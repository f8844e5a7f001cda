package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.batch.history.ArchivedChange;
import io.sluice.definition.Definitions;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change, as JSON; the same as in the history of the api.
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
record ChangeBody(
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
    /** A list of changes is read by many, over many shoulders: what was ever secret is not in it. */
    static ChangeBody of(Namespace namespace, ArchivedChange change, Definitions definitions) {
        var entry = change.entry();
        boolean secret = definitions.wasEverSecret(entry.name());
        return new ChangeBody(
                namespace.text(),
                entry.name().text(),
                entry instanceof Entry.Present made && !secret ? made.value() : null,
                entry instanceof Entry.Present ? null : Boolean.TRUE,
                secret ? Boolean.TRUE : null,
                secret ? null : change.old(),
                entry.revision().micros(),
                entry.revision().time(),
                entry.author(),
                entry.reason(),
                change.requestId());
    }
}
