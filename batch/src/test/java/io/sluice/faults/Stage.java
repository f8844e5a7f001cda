package io.sluice.faults;

import io.sluice.faults.check.Breaches;
import io.sluice.faults.check.Law;
import io.sluice.faults.check.Quarantined;
import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node;
import io.sluice.faults.cluster.Node.Kind;
import io.sluice.faults.load.Journal;
import io.sluice.faults.load.Surface;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Where an ordeal takes place: it ends as soon as one of the laws is seen broken. */
record Stage(Cluster cluster, Faults faults, Journal journal, Breaches breaches, Set<Law> laws) {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration CALL = Duration.ofSeconds(10);

    /** Goes on with the load. */
    void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end && !isDecided()) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Goes on until clients have made so many more calls. */
    void calls(int many) {
        int before = journal.calls().size();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (journal.calls().size() < before + many && System.nanoTime() < end && !isDecided()) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Whether one of the laws was seen broken. */
    boolean isDecided() {
        return breaches.found().stream().anyMatch(breach -> laws.contains(breach.law()));
    }

    List<Node> nodes(Kind kind) {
        return cluster.nodes(kind);
    }

    void each(Kind kind, Consumer<Node> what) {
        nodes(kind).forEach(what);
    }

    void command(String... words) {
        cluster.redis().primary().command(words);
    }

    void execute(String sql) {
        faults.execute(sql);
    }

    /** The same, while nobody can change rows of settings. */
    void passWithRowsLocked(Duration time) throws SQLException {
        var locks = faults.lockRows();
        try {
            pass(time);
        } finally {
            locks.close();
        }
    }

    /** What Redis may forget by it. */
    void losing(Runnable what) {
        faults.losing(what);
    }

    void losePowerAndApi() {
        faults.losePowerAnd(() -> each(Kind.API, Node::kill), () -> each(Kind.API, Node::start));
    }

    /** An operator starts a job. */
    void run(String job) {
        order(nodes(Kind.BATCH).get(0), "{\"job\": \"" + job + "\"}");
    }

    /** An operator has all namespaces drained. */
    void drain(Node node) {
        if (!isDecided()) {
            order(node, "{\"job\": \"drain\"}");
        }
    }

    /** An operator has each namespace drained for itself, and waits for no answer. */
    void drainEach(Node node) {
        for (var namespace : Cluster.NAMESPACES) {
            var operator = new Thread(
                    () -> order(node, "{\"job\": \"drain\", \"namespace\": \"" + namespace + "\"}"), "operator");
            operator.setDaemon(true);
            operator.start();
        }
    }

    private static void order(Node node, String what) {
        try {
            new Surface(node).operate("/v1/runs", what, CALL);
        } catch (IOException tooLate) {
            // What was ordered may be done all the same.
        }
    }

    /** What the archive refuses is in quarantine, and nothing else is held up. */
    void requireQuarantine() {
        new Quarantined(cluster, breaches).require(Duration.ofSeconds(10));
    }
}
