package io.sluice.client;

import io.sluice.setting.Entry;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/** What became of one setting: its value before and its value now, for whoever reads the layers from the top. Immutable. */
public final class SettingChange {
    private final SettingName name;
    private final LayeredView before;
    private final LayeredView after;

    SettingChange(SettingName name, LayeredView before, LayeredView after) {
        this.name = name;
        this.before = before;
        this.after = after;
    }

    public SettingName name() {
        return name;
    }

    /** The setting as it was, with revision and author; null if it was not set. */
    public Entry.@Nullable Present before() {
        return before.setting(name.text());
    }

    /** The setting as it is; null if it is not set any more. */
    public Entry.@Nullable Present after() {
        return after.setting(name.text());
    }

    /** The value before, as JSON; null if it was not set. */
    public @Nullable SettingValue oldJson() {
        var setting = before();
        return setting == null ? null : setting.value();
    }

    /** The value now, as JSON; null if it is not set any more. */
    public @Nullable SettingValue json() {
        var setting = after();
        return setting == null ? null : setting.value();
    }

    /** The value before; null if it was not set, or does not fit the type. */
    public <T> @Nullable T oldValue(Class<T> type) {
        try {
            return before.get(name.text(), type);
        } catch (InvalidSettingException e) {
            return null;
        }
    }

    /**
     * The value now; null if it is not set any more.
     *
     * @throws InvalidSettingException if it does not fit the type; thrown on by a listener, it rejects the value
     */
    public <T> @Nullable T value(Class<T> type) {
        return after.get(name.text(), type);
    }

    /** As {@link #oldValue(Class)}, for a type with parameters. */
    public <T> @Nullable T oldValue(ParameterizedTypeReference<T> type) {
        try {
            return before.get(name.text(), type);
        } catch (InvalidSettingException e) {
            return null;
        }
    }

    /** As {@link #value(Class)}, for a type with parameters. */
    public <T> @Nullable T value(ParameterizedTypeReference<T> type) {
        return after.get(name.text(), type);
    }

    /** All settings as they are with this change. */
    public SettingsView settings() {
        return after;
    }

    @Override
    public String toString() {
        return "change of " + name;
    }
}
