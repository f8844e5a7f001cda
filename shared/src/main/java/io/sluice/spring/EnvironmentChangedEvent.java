package io.sluice.spring;

import io.sluice.setting.SettingName;
import java.util.Set;

/**
 * The environment, and all beans that follow it, have taken over changes of settings; for {@code @EventListener}.
 * Published in order, on a thread of its own.
 *
 * @param names of the settings
 */
public record EnvironmentChangedEvent(Set<SettingName> names) {
    public EnvironmentChangedEvent {
        names = Set.copyOf(names);
    }
}
