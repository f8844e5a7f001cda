package io.sluice.batch.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the command line writes: UTF-8, whatever the locale.
 *
 * @param out results, and nothing else
 * @param err everything else
 * @param outIsTerminal whether results are read by a person as they come
 * @param errIsTerminal whether a line can be written over there
 */
record Streams(OutputStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal) {
    private static final int BOTH = 3;

    /** Those of this process. */
    static Streams standard() {
        int terminals = terminals();
        return new Streams(
                new FileOutputStream(FileDescriptor.out),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                (terminals & 1) != 0,
                (terminals & 2) != 0);
    }

    /**
     * Asked of the shell: what the JDK calls a console needs the standard input too, and has changed between versions. Where
     * there is no shell, nothing is taken for a terminal.
     */
    private static int terminals() {
        try {
            var test = new ProcessBuilder("sh", "-c", "n=0; test -t 1 && n=1; test -t 2 && n=$((n + 2)); exit $n")
                    .inheritIO()
                    .start();
            int found = test.waitFor();
            return found <= BOTH ? found : 0;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
