package io.sluice.spring;

import io.sluice.client.LiveSettings;
import io.sluice.client.SettingsListener;
import io.sluice.client.SettingsView;
import io.sluice.setting.SettingName;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Puts the settings into the application's environment before its beans are made, and keeps both up to date. They stand above
 * configuration files and below system properties, the process' environment and the command line, so that one process can
 * be told otherwise where it runs.
 */
final class LiveEnvironment
        implements BeanFactoryInitializer<ConfigurableListableBeanFactory>,
                SmartInitializingSingleton,
                SettingsListener {
    private final FirstCatchUp first;
    private final LiveSettings settings;
    private final ConfigurableEnvironment environment;
    private final ConfigurableListableBeanFactory beans;
    private final PropertiesBeans properties;
    private final ApplicationEvents events;
    private final SettingsPropertySource source;

    LiveEnvironment(
            FirstCatchUp first,
            LiveSettings settings,
            ConfigurableEnvironment environment,
            ConfigurableListableBeanFactory beans,
            LiveBeans live,
            ApplicationEvents events) {
        this.first = first;
        this.settings = settings;
        this.environment = environment;
        this.beans = beans;
        this.properties = new PropertiesBeans(beans, live, settings.rejections());
        this.events = events;
        this.source = new SettingsPropertySource(settings.snapshot());
    }

    @Override
    public void initialize(ConfigurableListableBeanFactory factory) {
        first.initialize(factory);
        var unused = settings.listen(this);
        addSource();
        // The web server, say, and what it needed have been made before.
        var all = source.view().names("").stream().map(SettingName::new).collect(Collectors.toSet());
        take(all);
    }

    private void addSource() {
        var sources = environment.getPropertySources();
        if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
        } else {
            sources.addFirst(source);
        }
    }

    /** A bean that cannot be made with the settings there are must fail the start, not the first to ask for it. */
    @Override
    public void afterSingletonsInstantiated() {
        for (var name : beans.getBeanDefinitionNames()) {
            if (LiveScope.NAME.equals(beans.getMergedBeanDefinition(name).getScope())) {
                beans.getBean(name);
            }
        }
    }

    @Override
    public void changed(SettingsView before, SettingsView after, Set<SettingName> names) {
        take(names);
        events.publish(new EnvironmentChangedEvent(names));
    }

    /** Shows the newest settings, which may be newer than those that were told of. */
    private synchronized void take(Set<SettingName> names) {
        source.show(settings.snapshot());
        properties.follow(source.view(), names);
    }

    @Override
    public String toString() {
        return "environment";
    }
}
