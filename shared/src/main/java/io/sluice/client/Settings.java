package io.sluice.client;

/**
 * The settings of this process as they are now. What {@link #get} returns may be newer at every call; where several reads
 * must fit together, take a {@link #snapshot}.
 *
 * <pre>{@code
 * int max = settings.get("limits.max", Integer.class, 100);
 * var limits = settings.get("limits", Limits.class);            // a record
 * settings.listen("limits.*", change -> resize(change.value(Integer.class)));
 * }</pre>
 *
 * <p>A value that does not fit the type that it was read as before is <b>rejected</b>: readers keep getting the last one
 * that did, and the node's report in the registry says so until a newer value fits. So is one that breaks its definition,
 * whatever it is read as; a process that has started since the last valid one reads the setting as if it were not set.
 */
public interface Settings extends SettingsView {
    /** All settings of one moment; hold on to it for as long as several reads must fit together. */
    SettingsView snapshot();

    /**
     * Tells a listener of every change of the settings that a pattern names, from now on. It is called on a thread that is
     * not the network's, for one name after the other, never twice at once; a name that changes again before its turn is
     * told of once, with its newest value.
     *
     * @param pattern a name; or the beginning of names, with {@code *} behind it
     */
    Registration listen(String pattern, SettingListener listener);

    /** Tells a listener of every change set at once; for those who must apply several settings together. */
    Registration listen(SettingsListener listener);
}
