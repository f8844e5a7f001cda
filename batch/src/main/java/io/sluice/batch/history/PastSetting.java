package io.sluice.batch.history;

import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import org.jspecify.annotations.Nullable;

/**
 * A setting as it was at a moment.
 *
 * @param revision of the write that had made it so
 * @param author null if the archive knows the write only by what replaced it
 * @param reason in the author's words; null if none were given, or are not known
 */
public record PastSetting(
        SettingName name,
        SettingValue value,
        Revision revision,
        @Nullable String author,
        @Nullable String reason) {}
