package io.sluice.client;

import io.sluice.setting.SettingName;
import java.util.Set;

/** Is told of change sets as wholes; see {@link Settings#listen(SettingsListener)}. */
@FunctionalInterface
public interface SettingsListener {
    /**
     * Settings have changed. Change sets that come while the listener is at work are told together, when it has ended.
     *
     * @param before all settings as this listener last knew them
     * @param after all settings as they are now
     * @param names what differs; never empty
     * @throws RejectedSettingException to refuse the new values, with a reason that operators read in the node's report
     * @throws Exception if something else went wrong; it is logged, and the values count as rejected
     */
    void changed(SettingsView before, SettingsView after, Set<SettingName> names) throws Exception;
}
