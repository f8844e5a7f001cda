package io.sluice.batch.operate;

import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.Barriers;
import io.sluice.store.Barriers.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A barrier: drains until everything that Redis had acknowledged before the call is in the archive. A run that is under
 * way when the call comes may have begun too early for it, so there may have to be a second one. Thread-safe.
 */
@Component
final class Flush {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Backlog backlog;
    private final Barriers barriers;
    private final Runs runs;
    private final Clock clock;

    Flush(Backlog backlog, Barriers barriers, Runs runs, Clock clock) {
        this.backlog = backlog;
        this.barriers = barriers;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * What is proven.
     *
     * @param proven namespaces of which everything is in the archive that was there at the call, with the revision of its
     *     last write then; 0 if it had none
     * @param pending the others
     */
    record Outcome(Map<Namespace, Long> proven, Map<Namespace, Progress> pending) {}

    /**
     * Flushes.
     *
     * @param limit how long to go on at most; it also ends where all that is left is in quarantine, and when this node stops
     */
    Outcome carryOut(RunScope scope, Duration limit, Trigger trigger, @Nullable String reason)
            throws InterruptedException {
        var until = clock.instant().plus(limit);
        var pending = new TreeMap<Namespace, Progress>();
        scope.namespaces(backlog).forEach(namespace -> pending.put(namespace, barriers.progress(namespace)));
        var proven = new TreeMap<Namespace, Long>();
        settle(pending, proven);
        while (!pending.isEmpty() && clock.instant().isBefore(until) && runs.isRunning() && !isStuck(pending)) {
            var run = runs.await(
                    runs.start(new RunRequest("drain", scope, Map.of(), trigger, reason))
                            .run(),
                    left(until));
            settle(pending, proven);
            if (!pending.isEmpty() && !run.isRunning()) {
                TimeUnit.MILLISECONDS.sleep(
                        Math.min(PAUSE.toMillis(), left(until).toMillis()));
            }
        }
        return new Outcome(proven, pending);
    }

    private void settle(Map<Namespace, Progress> pending, Map<Namespace, Long> proven) {
        var settled = pending.entrySet().stream()
                .filter(barrier -> barriers.progress(barrier.getKey()).covers(barrier.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        settled.forEach((namespace, barrier) -> {
            var head = barrier.head();
            proven.put(namespace, head == null ? 0 : head.micros());
            pending.remove(namespace);
        });
    }

    /** Nothing is left that a drain would take up. */
    private boolean isStuck(Map<Namespace, Progress> pending) {
        return pending.keySet().stream()
                .allMatch(namespace -> backlog.state(namespace).isEmpty());
    }

    private Duration left(Instant until) {
        var left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
