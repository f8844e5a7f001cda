package io.sluice.batch.local;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where the local run speaks: UTF-8 lines, and progress. Thread-safe. */
final class Terminal {
    private static final int WIDTH = 40;

    /** What is on the other end. */
    enum Kind {
        /** A console, on which a line can be written over. */
        CONSOLE,
        /** A file or pipe, where every line stays. */
        LINES
    }

    private final PrintStream out;
    private final Kind kind;

    Terminal(PrintStream out, Kind kind) {
        this.out = out;
        this.kind = kind;
    }

    /** The standard output of this process. */
    static Terminal standard() {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Terminal(out, kind());
    }

    synchronized void say(String line) {
        out.println(line);
    }

    /** Something that takes a while and can be counted. */
    Progress progress(String what, int total) {
        return new Progress(what, total);
    }

    /** Asked of the shell, since what the JDK means by a console has changed between versions. */
    private static Kind kind() {
        try {
            var test = new ProcessBuilder("sh", "-c", "test -t 1")
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return test.waitFor() == 0 ? Kind.CONSOLE : Kind.LINES;
        } catch (IOException e) {
            return Kind.LINES;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Kind.LINES;
        }
    }

    /** A bar on a console, a line per tenth elsewhere. For one thread. */
    final class Progress {
        private final String what;
        private final int total;
        private int tenths;

        private Progress(String what, int total) {
            this.what = what;
            this.total = total;
        }

        /** @param done so far, of the total */
        void reached(int done) {
            int now = total == 0 ? 10 : (int) (10L * done / total);
            if (kind == Kind.CONSOLE) {
                bar(done);
            } else if (now > tenths) {
                say("%s %s of %s (%d %%)".formatted(what, counted(done), counted(total), now * 10));
            }
            tenths = now;
        }

        private void bar(int done) {
            int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * done / total);
            var bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
            synchronized (Terminal.this) {
                out.print("\r%s [%s] %s of %s".formatted(what, bar, counted(done), counted(total)));
                if (done >= total) {
                    out.println();
                }
                out.flush();
            }
        }
    }

    private static String counted(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
