package io.sluice.faults.check;

import io.sluice.faults.load.Journal;
import java.util.ArrayList;
import java.util.List;

/** What has been seen to be wrong. Thread-safe. */
public final class Breaches {
    /** More of one law say nothing more. */
    private static final int ENOUGH = 20;

    private final List<Breach> found = new ArrayList<>();

    synchronized void add(Law law, String what) {
        if (found.stream().filter(breach -> breach.law() == law).count() < ENOUGH) {
            found.add(new Breach(law, what, Journal.now()));
        }
    }

    void require(boolean holds, Law law, String otherwise) {
        if (!holds) {
            add(law, otherwise);
        }
    }

    public synchronized List<Breach> found() {
        return List.copyOf(found);
    }
}
