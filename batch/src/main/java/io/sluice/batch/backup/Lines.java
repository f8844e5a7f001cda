package io.sluice.batch.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines, of which it holds one at a time. Throws {@link UncheckedIOException}. For one thread. */
final class Lines {
    private final InputStream source;
    private final int longest;
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int filled;
    private long number;

    /** @param longest bytes of a line, at most */
    Lines(InputStream source, int longest) {
        this.source = source;
        this.longest = longest;
    }

    /** The number of the last line that was asked for, from 1. */
    long number() {
        return number;
    }

    /**
     * The next line, without its end; null behind the last one.
     *
     * @throws BadBackupException if it is too long, or has no end
     */
    byte @Nullable [] next() {
        number++;
        var line = new ByteArrayOutputStream();
        while (at < filled || fill()) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, at, end - at);
            if (line.size() > longest) {
                throw new BadBackupException(number, "too long", "at most " + longest + " bytes");
            }
            at = end + 1;
            if (end < filled) {
                return line.toByteArray();
            }
        }
        if (line.size() > 0) {
            throw new BadBackupException(number, "cut off", "a whole line");
        }
        return null;
    }

    private boolean fill() {
        try {
            filled = Math.max(0, source.read(buffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        at = 0;
        return filled > 0;
    }
}
