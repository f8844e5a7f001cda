package io.sluice.watch;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.setting.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners as one; what one of them throws hurts neither the others nor the replica. */
record Listeners(List<? extends WatchListener> all) implements WatchListener {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
        tell(listener -> listener.changed(before, after, names));
    }

    @Override
    public void applied(Namespace namespace, int changes, Duration delay) {
        tell(listener -> listener.applied(namespace, changes, delay));
    }

    @Override
    public void traced(TraceParent trace, Namespace namespace, Head head, Instant began, Instant ended) {
        tell(listener -> listener.traced(trace, namespace, head, began, ended));
    }

    @Override
    public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
        tell(listener -> listener.resynced(namespace, kind, cause, entries, took));
    }

    @Override
    public void salvaged(Namespace namespace, int entries) {
        tell(listener -> listener.salvaged(namespace, entries));
    }

    @Override
    public void moved(Namespace namespace, WatchState from, WatchState to) {
        tell(listener -> listener.moved(namespace, from, to));
    }

    @Override
    public void moved(WatchState from, WatchState to) {
        tell(listener -> listener.moved(from, to));
    }

    private void tell(Consumer<WatchListener> what) {
        for (var listener : all) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.error(
                        "listener {}: failed; the replica goes on",
                        listener.getClass().getName(),
                        e);
            }
        }
    }
}
