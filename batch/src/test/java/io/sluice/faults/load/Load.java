package io.sluice.faults.load;

import static io.sluice.faults.cluster.Cluster.NAMESPACES;

import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node.Kind;
import io.sluice.faults.load.Outcome.Done;
import io.sluice.servers.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** All clients together. Thread-safe. */
public final class Load implements AutoCloseable {
    /** After so many attempts a client gives up. */
    public static final int ATTEMPTS = 5;

    private static final Duration END = Duration.ofSeconds(60);

    private final List<Thread> threads = new ArrayList<>();
    private final List<Surface> nodes;
    private final Journal journal;
    private final Setup setup;
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean over;
    private volatile boolean resting = true;

    /**
     * What clients do.
     *
     * @param synced whether writes can be proven to be on disk
     * @param pause of a client between two calls
     */
    public record Setup(long seed, int clients, Duration pause, boolean synced) {}

    /** Starts the clients, which rest until {@link #go}. */
    public Load(Cluster cluster, Journal journal, Setup setup) {
        this.nodes = cluster.nodes(Kind.API).stream().map(Surface::new).toList();
        this.journal = journal;
        this.setup = setup;
        for (int i = 1; i <= setup.clients(); i++) {
            var name = "s%d-c%d".formatted(setup.seed(), i);
            var caller = new Caller(nodes, journal, () -> resting || over);
            var thread = new Thread(new Client(name, setup.seed() * 1000 + i, nodes, caller, this), "client-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Creates the namespaces, and what is to be there always. */
    public void prepare() {
        var caller = new Caller(nodes, journal, () -> false);
        for (var namespace : NAMESPACES) {
            try {
                nodes.get(0).create(namespace);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var edits = Names.ANCHORS.stream()
                    .map(name -> new Edit(name, "\"of " + name + "\"", null))
                    .toList();
            var call = new Call("s%d-%s-anchors".formatted(setup.seed(), namespace), namespace, edits, Level.ARCHIVED);
            Deadline.await(
                    "anchors of " + namespace + " archived",
                    END,
                    () -> caller.ask(call, 0).outcome() instanceof Done done && done.level() == Level.ARCHIVED);
        }
    }

    /** All clients work. */
    public void go() {
        resting = false;
    }

    /** All clients rest; no call is on its way on return. */
    public void rest() {
        resting = true;
        Deadline.await("clients rest", END, () -> working.get() == 0);
        threads.forEach(thread -> {
            if (!thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + ": has ended (expected: only with the load)");
            }
        });
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(thread -> {
            try {
                thread.join(END.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    boolean isOver() {
        return over;
    }

    boolean isResting() {
        return resting;
    }

    Duration pause() {
        return setup.pause();
    }

    /** Does it unless all rest. */
    void working(Runnable step) {
        working.incrementAndGet();
        try {
            if (!resting) {
                step.run();
            }
        } finally {
            working.decrementAndGet();
        }
    }

    /** How sure a client wants to be this time. */
    Level level(Random random) {
        int dice = random.nextInt(1000);
        if (dice < 3) {
            return Level.ARCHIVED;
        }
        if (dice < 100) {
            return Level.REPLICATED;
        }
        return setup.synced() && dice < 700 ? Level.FSYNC : Level.MEMORY;
    }
}
