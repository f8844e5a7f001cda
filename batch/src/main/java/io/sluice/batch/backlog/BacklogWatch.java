package io.sluice.batch.backlog;

import io.sluice.batch.run.DaemonThread;
import io.sluice.batch.run.Damage;
import io.sluice.batch.run.Failures;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.BacklogState;
import io.sluice.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Looks at the backlog once a second, for all who want to know: Redis is not asked more often however many ask here.
 * Thread-safe.
 */
@Component
public final class BacklogWatch implements SmartInitializingSingleton, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** A look takes some commands, each of which may take as long as its timeout. */
    private static final Duration STALE = Duration.ofSeconds(15);

    private final Backlog backlog;
    private final Clock clock;
    private final ScheduledExecutorService thread = DaemonThread.scheduled("sluice-backlog");
    private final List<Consumer<Look>> listeners = new CopyOnWriteArrayList<>();
    private volatile Seen seen = new Seen(null, null);

    BacklogWatch(Backlog backlog, Clock clock) {
        this.backlog = backlog;
        this.clock = clock;
    }

    /** What the last look has brought: one of the two, neither before the first. */
    private record Seen(@Nullable Look look, @Nullable String trouble) {}

    /** The last look; empty before the first, and while Redis cannot be asked. */
    public Optional<Look> last() {
        return Optional.ofNullable(seen.look()).filter(look -> isFresh(look.at()));
    }

    /** Calls the listener with each look from now on, on the thread that looks. */
    void onLook(Consumer<Look> listener) {
        listeners.add(listener);
    }

    /** Why there is none. */
    public String trouble() {
        var why = seen.trouble();
        return why == null ? "Redis has not answered yet" : why;
    }

    @Override
    public void afterSingletonsInstantiated() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }

    /** Looks now. */
    void look() {
        try {
            var states = new HashMap<Namespace, BacklogState>();
            var damages = new ArrayList<String>();
            for (var namespace : backlog.namespaces()) {
                try {
                    states.put(namespace, backlog.state(namespace));
                } catch (StoreException e) {
                    damages.add(Damage.of(namespace, e));
                }
            }
            if (seen.trouble() != null) {
                LOG.info("backlog: can be read again");
            }
            var look = new Look(clock.instant(), states, damages);
            seen = new Seen(look, null);
            listeners.forEach(listener -> listener.accept(look));
        } catch (RuntimeException e) {
            if (seen.trouble() == null) {
                LOG.info("backlog: cannot be read, tried again each second; {}", Failures.causes(e));
            }
            seen = new Seen(null, Failures.causes(e));
        }
    }

    private boolean isFresh(Instant at) {
        return Duration.between(at, clock.instant()).compareTo(STALE) < 0;
    }
}
