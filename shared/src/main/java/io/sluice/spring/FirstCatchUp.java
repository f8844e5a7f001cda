package io.sluice.spring;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Starts the watcher before the application's beans are made, and waits for its first catch-up: a bean that reads settings as
 * it is made finds them. Redis may be down; then the application starts with what is here.
 */
final class FirstCatchUp implements BeanFactoryInitializer<ConfigurableListableBeanFactory> {
    private static final Logger LOG = LoggerFactory.getLogger(FirstCatchUp.class);

    private final WatcherLifecycle watcher;
    private final Duration patience;

    FirstCatchUp(WatcherLifecycle watcher, Duration patience) {
        this.watcher = watcher;
        this.patience = patience;
    }

    @Override
    public void initialize(ConfigurableListableBeanFactory factory) {
        if (!watcher.isRunning()) {
            watcher.start();
            if (!watcher.awaitLive(patience)) {
                LOG.warn("settings: not caught up with Redis within {}; starting with what is here", patience);
            }
        }
    }
}
