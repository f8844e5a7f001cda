package io.sluice.check;

import io.sluice.check.Check.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all servers again and again, and remembers what was found. Each server has a thread of its own, so that one which
 * hangs holds up no other; who asks here asks nobody. A change is one line in the log. Thread-safe.
 */
public final class Checks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

    private final List<Checker> checkers;
    private final ScheduledExecutorService threads;

    /** What was found last, by id. */
    private final Map<String, Check> last = new ConcurrentHashMap<>();

    /** What the log knows, by id: whether it was as expected when that was last known. */
    private final Map<String, Outcome> told = new ConcurrentHashMap<>();

    /**
     * Looks from now on.
     *
     * @throws IllegalArgumentException if two of them check the same
     */
    public Checks(List<Checker> checkers) {
        this.checkers = List.copyOf(checkers);
        var ids = new HashSet<String>();
        for (var checker : this.checkers) {
            for (var requirement : checker.requirements()) {
                if (!ids.add(requirement.id())) {
                    throw new IllegalArgumentException("check: %s twice (expected: once)".formatted(requirement.id()));
                }
                last.put(requirement.id(), requirement.unknown("not looked at yet"));
            }
        }
        var count = new AtomicInteger();
        threads = Executors.newScheduledThreadPool(Math.max(1, this.checkers.size()), task -> {
            var thread = new Thread(task, "sluice-checks-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        for (var checker : this.checkers) {
            var unused = threads.scheduleWithFixedDelay(
                    () -> look(checker), 0, checker.every().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What was found last, server by server; unknown before the first look, and while a server cannot be asked. */
    public List<Check> last() {
        var all = new ArrayList<Check>();
        for (var checker : checkers) {
            for (var requirement : checker.requirements()) {
                var check = last.get(requirement.id());
                if (check != null) {
                    all.add(check);
                }
            }
        }
        return all;
    }

    /** Looks now, on the thread that calls. */
    public void look() {
        checkers.forEach(this::look);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void look(Checker checker) {
        for (var check : asked(checker)) {
            last.put(check.id(), check);
            if (check.outcome() != Outcome.UNKNOWN) {
                tell(check, told.put(check.id(), check.outcome()) == Outcome.WARNING ? Outcome.WARNING : Outcome.OK);
            }
        }
    }

    private static List<Check> asked(Checker checker) {
        try {
            return checker.look();
        } catch (RuntimeException e) {
            LOG.debug("checks: the server cannot be asked", e);
            return checker.requirements().stream()
                    .map(requirement -> requirement.unknown("the server cannot be asked"))
                    .toList();
        }
    }

    /** That all is well from the beginning is not worth a line. */
    private static void tell(Check check, Outcome before) {
        if (check.outcome() == before) {
            return;
        }
        if (check.isWarning()) {
            LOG.warn("check {}. {}", check, check.requirement().remedy());
        } else {
            LOG.info("check {}, as it should be", check);
        }
    }
}
