package io.sluice.batch.restore;

import io.sluice.batch.archive.Installation;
import io.sluice.batch.run.DaemonThread;
import io.sluice.batch.run.Damage;
import io.sluice.batch.run.Failures;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.setting.Namespace;
import io.sluice.store.Restoration;
import io.sluice.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks every few seconds, on every node, whether Redis has to be restored: it is new or was emptied, began another life, lost
 * something, or has a namespace that never was complete. Then it starts a run, which other nodes join, and waits for its end. What
 * does not become complete is tried again after ever longer pauses. Thread-safe.
 */
final class RestoreWatch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreWatch.class);
    private static final Duration LONGEST_RUN = Duration.ofHours(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Places places;
    private final Restoration restoration;
    private final Installation installation;
    private final Runs runs;
    private final RestoreProperties properties;
    private final Clock clock;
    private volatile @Nullable ScheduledExecutorService thread;

    // What only the watch's thread touches.
    private final Map<RunScope, Pause> pauses = new HashMap<>();
    private @Nullable String trouble;

    RestoreWatch(
            Places places,
            Restoration restoration,
            Installation installation,
            Runs runs,
            RestoreProperties properties,
            Clock clock) {
        this.places = places;
        this.restoration = restoration;
        this.installation = installation;
        this.runs = runs;
        this.properties = properties;
        this.clock = clock;
    }

    /** How long a scope is left alone after a run that did not make it complete. */
    private record Pause(Duration length, Instant until) {}

    /** What there is to do, and why. */
    private record Need(RunScope scope, String reason) {}

    @Override
    public void start() {
        var started = DaemonThread.scheduled("sluice-restore");
        if (!properties.every().isZero()) {
            long every = properties.every().toMillis();
            var unused = started.scheduleWithFixedDelay(this::look, 0, every, TimeUnit.MILLISECONDS);
        }
        thread = started;
    }

    @Override
    public void stop() {
        var running = thread;
        if (running != null) {
            running.shutdownNow();
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** As the scheduler's: what runs is stopped after those who start it. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    private void look() {
        try {
            installation.requireNoOther();
            var need = need();
            if (trouble != null) {
                LOG.info("restore: what was in the way is not any more");
                trouble = null;
            }
            if (need != null) {
                restore(need);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            var causes = Failures.causes(e);
            if (!causes.equals(trouble)) {
                LOG.warn("restore: cannot tell whether it is needed, looking again; {}", causes);
                trouble = causes;
            }
        }
    }

    /** All at once where nothing is known to be complete, else one after the other. */
    private @Nullable Need need() {
        var known = new ArrayList<Namespace>();
        var open = new ArrayList<Namespace>();
        for (var namespace : places.of(RunScope.ALL)) {
            try {
                if (!restoration.condition(namespace).isComplete()) {
                    open.add(namespace);
                }
                known.add(namespace);
            } catch (StoreException e) {
                // It has to be repaired before; the drain says so.
                LOG.debug("restore: {}", Damage.of(namespace, e));
            }
        }
        var isNew = installation.owner() instanceof Installation.Owner.Nobody;
        pauses.keySet()
                .removeIf(scope ->
                        scope.namespace() == null ? !isNew && open.isEmpty() : !open.contains(scope.namespace()));
        if (isNew || (!open.isEmpty() && open.size() == known.size())) {
            var reason = isNew ? "Redis is new, or was emptied" : "no namespace is complete in this life of Redis";
            var all = new Need(RunScope.ALL, reason);
            if (isDue(all.scope())) {
                return all;
            }
        }
        return isNew ? null : firstDue(open);
    }

    private @Nullable Need firstDue(List<Namespace> open) {
        return open.stream()
                .map(RunScope::new)
                .filter(this::isDue)
                .findFirst()
                .map(scope -> new Need(scope, "it is not complete"))
                .orElse(null);
    }

    private boolean isDue(RunScope scope) {
        var pause = pauses.get(scope);
        return pause == null || !clock.instant().isBefore(pause.until());
    }

    private void restore(Need need) throws InterruptedException {
        LOG.info("restore: {}, {}", need.scope(), need.reason());
        var trigger = new Trigger(Trigger.Kind.WATCH, runs.node());
        var request = new RunRequest("restore", need.scope(), Map.of(), trigger, need.reason());
        runs.await(runs.start(request).run(), LONGEST_RUN);
        var before = pauses.get(need.scope());
        var length = before == null ? properties.every() : before.length().multipliedBy(2);
        var bounded = length.compareTo(LONGEST_PAUSE) < 0 ? length : LONGEST_PAUSE;
        pauses.put(need.scope(), new Pause(bounded, clock.instant().plus(bounded)));
    }
}
