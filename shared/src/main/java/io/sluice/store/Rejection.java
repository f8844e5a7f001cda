package io.sluice.store;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;

/**
 * A value that a node has, and that something in it refuses to use. It never holds the value itself, which may be secret.
 *
 * @param namespace of the setting
 * @param name of the setting
 * @param revision of the value that is refused
 * @param reason in one line of at most {@value #MAX_REASON} characters; a longer one is cut
 */
public record Rejection(Namespace namespace, SettingName name, Revision revision, String reason) {
    private static final int MAX_REASON = 500;

    public Rejection {
        if (reason.isBlank()) {
            throw new InvalidInputException("reason", reason, "text");
        }
        reason = reason.replaceAll("\\s+", " ").strip();
        reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON - 1) + "…" : reason;
    }
}
