package io.sluice.batch.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells the operator what is going on and what went wrong, on the standard error. Thread-safe. */
final class Narrator {
    private static final int WIDTH = 30;

    /** A longer line would be wrapped on a usual terminal, and could not be written over. */
    private static final int LONGEST_BAR = 79;

    private final PrintStream err;
    private final Manner manner;

    private int barLength;
    private boolean silent;

    Narrator(PrintStream err, Manner manner) {
        this.err = err;
        this.manner = manner;
    }

    /** How much is told. */
    enum Manner {
        /** Errors only. */
        QUIET,
        /** Lines. */
        LINES,
        /** Lines, and a bar that is written over. */
        TERMINAL
    }

    /** Something worth knowing that is no error. */
    synchronized void say(String line) {
        if (manner != Manner.QUIET) {
            write(line);
        }
    }

    synchronized void complain(String message, List<String> details) {
        write(message);
        details.forEach(detail -> write("  " + detail));
    }

    /** The last thing that is told. */
    synchronized void lastWords(List<String> lines) {
        lines.forEach(this::write);
        silent = true;
    }

    /**
     * Shows how far something is.
     *
     * @param total of which it is done so far; null if that is not known
     */
    synchronized void progress(String what, long done, @Nullable Long total) {
        if (manner != Manner.TERMINAL || silent) {
            return;
        }
        var whole = bar(what, done, total);
        var bar = whole.substring(0, Math.min(LONGEST_BAR, whole.length()));
        err.print("\r" + bar + " ".repeat(Math.max(0, barLength - bar.length())));
        err.flush();
        barLength = bar.length();
    }

    /** Takes the bar away. */
    synchronized void endProgress() {
        if (barLength > 0) {
            err.print("\r" + " ".repeat(barLength) + "\r");
            err.flush();
            barLength = 0;
        }
    }

    static String bar(String what, long done, @Nullable Long total) {
        if (total == null) {
            return String.format(Locale.ROOT, "%s: %,d so far", what, done);
        }
        double part = total == 0 ? 1 : Math.min(1, (double) done / total);
        int filled = (int) (part * WIDTH);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %,d of %,d (%d %%)",
                what,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                done,
                total,
                (int) (part * 100));
    }

    private void write(String line) {
        if (!silent) {
            endProgress();
            err.println("sluice: " + Text.plain(line));
        }
    }
}
