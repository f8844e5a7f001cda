package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.sluice.batch.history.PastSetting;
import io.sluice.definition.Definition.Mark;
import io.sluice.definition.Definitions;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A setting as it was, as JSON; the same as in the settings of the api.
 *
 * @param value absent where values are secret
 * @param secret true if its values are secret or once were, which are not shown to anybody here, else absent
 * @param deprecated true if nobody should use the setting any more, else absent
 * @param author null if the archive knows the write only by what replaced it
 * @param reason null if none was given, or is not known
 */
@JsonPropertyOrder({"namespace", "name", "value", "secret", "deprecated", "revision", "changedAt", "author", "reason"})
record PastBody(
        String namespace,
        String name,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SettingValue value,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean secret,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean deprecated,
        long revision,
        Instant changedAt,
        @Nullable String author,
        @Nullable String reason) {
    /** What was once is history, whoever asks: what was ever secret is not in it. */
    static PastBody of(Namespace namespace, PastSetting setting, Definitions definitions) {
        boolean secret = definitions.wasEverSecret(setting.name());
        return new PastBody(
                namespace.text(),
                setting.name().text(),
                secret ? null : setting.value(),
                secret ? Boolean.TRUE : null,
                definitions.marks(setting.name()).contains(Mark.DEPRECATED) ? Boolean.TRUE : null,
                setting.revision().micros(),
                setting.revision().time(),
                setting.author(),
                setting.reason());
    }
}
