package io.sluice.setting;

import org.jspecify.annotations.Nullable;

/**
 * A setting at a revision: present, or a tombstone that says that it was removed. Wherever two entries of one name
 * meet, the higher revision wins. Immutable.
 */
public sealed interface Entry {
    SettingName name();

    /** The write that made this entry, and with that its time. */
    Revision revision();

    /** Whose token carried the write. */
    String author();

    /** Why, in the author's words; null if none were given. */
    @Nullable
    String reason();

    /** Whether this entry replaces the other one of the same name. */
    default boolean supersedes(Entry other) {
        return revision().isAfter(other.revision());
    }

    /** A setting with its value. */
    record Present(
            SettingName name,
            SettingValue value,
            Revision revision,
            String author,
            @Nullable String reason) implements Entry {}

    /** A removal. It is an entry too, so that absence never means anything. */
    record Tombstone(
            SettingName name,
            Revision revision,
            String author,
            @Nullable String reason) implements Entry {}
}
