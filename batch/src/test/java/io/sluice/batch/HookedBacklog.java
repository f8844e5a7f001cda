package io.sluice.batch;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.Backlog;
import io.sluice.store.BacklogState;
import io.sluice.store.HistoryRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;

/** The backlog, with a point before its acknowledgements where a test may do something, or throw. */
public final class HookedBacklog implements Backlog {
    private final Backlog backlog;
    private volatile Runnable hook = HookedBacklog::nothing;

    private HookedBacklog(Backlog backlog) {
        this.backlog = backlog;
    }

    /** Takes the place of the application's own. */
    static class Configuration {
        @Bean
        static BeanPostProcessor hookedBacklog() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof Backlog backlog ? new HookedBacklog(backlog) : bean;
                }
            };
        }
    }

    /** Calls the hook before each acknowledgement while the action runs. */
    public <T> T hooked(Runnable hook, Supplier<T> action) {
        this.hook = hook;
        try {
            return action.get();
        } finally {
            this.hook = HookedBacklog::nothing;
        }
    }

    private static void nothing() {}

    @Override
    public Set<Namespace> namespaces() {
        return backlog.namespaces();
    }

    @Override
    public BacklogState state(Namespace namespace) {
        return backlog.state(namespace);
    }

    @Override
    public DirtyPage peek(Namespace namespace) {
        return backlog.peek(namespace);
    }

    @Override
    public DirtyPage next(Namespace namespace, DirtyPage page) {
        return backlog.next(namespace, page);
    }

    @Override
    public int acknowledge(Namespace namespace, Map<SettingName, Revision> archived) {
        hook.run();
        return backlog.acknowledge(namespace, archived);
    }

    @Override
    public List<HistoryRecord> history(Namespace namespace, HistoryRecord.@Nullable Id after, int limit) {
        return backlog.history(namespace, after, limit);
    }

    @Override
    public void acknowledgeHistory(Namespace namespace, HistoryRecord.Id archived, int keep) {
        hook.run();
        backlog.acknowledgeHistory(namespace, archived, keep);
    }
}
