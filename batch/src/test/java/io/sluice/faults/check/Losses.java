package io.sluice.faults.check;

import io.sluice.faults.load.Level;
import io.sluice.faults.load.Recorded;
import java.util.ArrayList;
import java.util.List;

/** The faults that may have made Redis forget, and what each of them excuses. Thread-safe. */
public final class Losses {
    private final List<Loss> losses = new ArrayList<>();
    private int going;
    private int era;

    /** One begins: what Redis holds may be anything until {@link #end}. */
    public synchronized void begin() {
        going++;
        era++;
    }

    public synchronized void end(Loss loss) {
        losses.add(loss);
        going--;
        era++;
    }

    /** Changes whenever Redis may have forgotten something. */
    synchronized int era() {
        return era;
    }

    synchronized boolean isGoing() {
        return going > 0;
    }

    /** Whether anything may have been forgotten that was written at the level between these times. */
    synchronized boolean excuses(Level level, long from, long to) {
        return losses.stream()
                .anyMatch(loss -> !loss.covered().contains(level) && loss.to() >= from && loss.from() <= to);
    }

    /** Whether a write that was acknowledged so may have been lost since. */
    synchronized boolean excuses(Recorded write, Level level) {
        return excuses(level, write.begun(), Long.MAX_VALUE);
    }
}
