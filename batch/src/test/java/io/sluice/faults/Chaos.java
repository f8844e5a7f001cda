package io.sluice.faults;

import io.sluice.faults.check.Needs.Trouble;
import io.sluice.faults.load.Journal;
import io.sluice.faults.report.RunReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets faults happen at random, some of them at the same time. For one thread. */
final class Chaos {
    private static final int AT_ONCE = 3;
    private static final Duration END = Duration.ofSeconds(90);

    private final List<Fault> faults;
    private final Random random;
    private final Duration longestPause;
    private final Set<String> held = new HashSet<>();
    private final List<Happened> happened = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private int going;

    /** A fault that was; times are microseconds since 1970. */
    record Happened(Fault fault, long from, long to) {
        RunReport.Happened reported() {
            return new RunReport.Happened(fault.row(), fault.name(), from, to);
        }
    }

    Chaos(List<Fault> faults, Random random, Duration longestPause) {
        this.faults = faults;
        this.random = random;
        this.longestPause = longestPause;
    }

    /** Lets faults happen until the time is over; all are undone on return. */
    void rage(Duration time) {
        var threads = Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "fault");
            thread.setDaemon(true);
            return thread;
        });
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos((long) (random.nextDouble() * longestPause.toNanos()));
            begin(faults.get(random.nextInt(faults.size())), threads);
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("faults: still there (expected: undone within " + END + ")");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("faults that did not work: " + failed);
        }
    }

    private void begin(Fault fault, ExecutorService threads) {
        long extra = (long)
                (random.nextDouble() * fault.longest().minus(fault.shortest()).toNanos());
        synchronized (this) {
            if (going >= AT_ONCE || fault.holds().stream().anyMatch(held::contains)) {
                return;
            }
            going++;
            held.addAll(fault.holds());
        }
        threads.execute(() -> happen(fault, fault.shortest().plusNanos(extra)));
    }

    private void happen(Fault fault, Duration length) {
        long from = Journal.now();
        try {
            fault.begin().run();
            long end = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        } catch (Exception e) {
            fail(fault, e);
        }
        try {
            fault.end().run();
        } catch (Exception e) {
            fail(fault, e);
        }
        synchronized (this) {
            happened.add(new Happened(fault, from, Journal.now()));
            held.removeAll(fault.holds());
            going--;
        }
    }

    private synchronized void fail(Fault fault, Exception e) {
        var cause = e.getCause();
        failed.add(fault.name() + ": " + e + (cause == null ? "" : " by " + cause));
    }

    synchronized List<Trouble> troubles() {
        return happened.stream()
                .map(each -> new Trouble(each.fault().holds(), each.from(), each.to()))
                .toList();
    }

    synchronized List<Happened> happened() {
        return List.copyOf(happened);
    }
}
