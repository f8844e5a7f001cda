package io.sluice.batch.command;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file with a backup: compressed if its name ends with {@code .gz}, and read as what it is, whatever its name. Thread-safe.
 */
final class BackupFile {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final Path path;
    private volatile @Nullable IOException trouble;

    BackupFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /**
     * Writes it beside its place, for nobody's eyes but the user's, and puts it there when it is whole and on the disk.
     *
     * @param writing writes the backup, and returns what it is of
     */
    <T> T write(Function<OutputStream, T> writing) {
        try {
            var aside = Files.createTempFile(path.getParent(), path.getFileName() + ".", ".part");
            aside.toFile().deleteOnExit();
            try {
                var written = write(aside, writing);
                Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
                return written;
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw new CommandException(
                    Outcome.FAILED, "%s: not written: %s".formatted(path, e), List.of("nothing is left of it"), e);
        }
    }

    private <T> T write(Path aside, Function<OutputStream, T> writing) throws IOException {
        try (var channel = FileChannel.open(aside, StandardOpenOption.WRITE);
                var plain = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
                var written = writing.apply(plain);
                plain.flush();
                channel.force(true);
                return written;
            }
            try (var packed = new GZIPOutputStream(plain)) {
                var written = writing.apply(packed);
                packed.finish();
                plain.flush();
                channel.force(true);
                return written;
            }
        }
    }

    /** Demands that there is something to read. */
    void requireReadable() {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw CommandException.usage(path + ": cannot be read", "expected: a file that 'backup' has written");
        }
    }

    /** The lines of it, from the beginning. What goes wrong is found out by reading, and remembered. */
    InputStream open() {
        trouble = null;
        return new Remembering();
    }

    /**
     * Rather says why the file could not be read, if that was the reason of a failure.
     *
     * @param failure what came of it
     */
    CommandException explain(CommandException failure) {
        var reason = trouble;
        return reason == null
                ? failure
                : new CommandException(
                        Outcome.FAILED,
                        "%s: cannot be read to its end: %s".formatted(path, reason),
                        List.of("nothing was changed"),
                        failure);
    }

    private InputStream lines() throws IOException {
        var file = new BufferedInputStream(Files.newInputStream(path));
        file.mark(2);
        boolean isPacked = file.read() == GZIP_FIRST && file.read() == GZIP_SECOND;
        file.reset();
        return isPacked ? new GZIPInputStream(file) : file;
    }

    /** Opens the file with the first read, for whoever opens a body may not fail. */
    private final class Remembering extends InputStream {
        private @Nullable InputStream source;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                var opened = source;
                if (opened == null) {
                    opened = lines();
                    source = opened;
                }
                return opened.read(target, offset, length);
            } catch (IOException e) {
                trouble = e;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            var opened = source;
            if (opened != null) {
                opened.close();
            }
        }
    }
}
