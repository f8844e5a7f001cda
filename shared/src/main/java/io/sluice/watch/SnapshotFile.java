package io.sluice.watch;

import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on disk, from which a subscriber starts where Redis is down. It is written aside, forced to the disk and
 * renamed, so that the file is always a whole one: the old or the new. What is not whole all the same is refused.
 *
 * <p>Format: {@code SLUICE}, a version, the namespace, the head, the number of entries, the entries, and a CRC-32C over
 * all of that. Texts are UTF-8 behind their length.
 */
final class SnapshotFile {
    static final String SUFFIX = ".snapshot";

    private static final long MAGIC = 0x534C_5549_4345_0001L;
    private static final int LONGEST_TEXT = 64 * 1024 * 1024;
    private static final byte TOMBSTONE = 0;
    private static final byte PRESENT = 1;
    private static final int ABSENT = -1;

    private final Namespace namespace;
    private final Path file;

    SnapshotFile(Path folder, Namespace namespace) {
        this.namespace = namespace;
        this.file = folder.resolve(namespace + SUFFIX);
    }

    /** The file is not a whole snapshot of this namespace. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(Path file, String found, @Nullable Throwable cause) {
            super("snapshot %s: %s (expected: a whole file that Sluice wrote)".formatted(file, found), cause);
        }
    }

    /**
     * Puts a snapshot in the place of the one before.
     *
     * @throws IOException if it could not be written; the one before is still there
     */
    void write(Snapshot snapshot) throws IOException {
        var head = snapshot.head();
        if (head == null) {
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        var aside = file.resolveSibling(file.getFileName() + ".new");
        try (var channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var checksum = new CRC32C();
            var out = new DataOutputStream(new BufferedOutputStream(
                    new CheckedOutputStream(Channels.newOutputStream(channel), checksum), 1 << 16));
            write(out, snapshot, head);
            out.flush();
            out.writeLong(checksum.getValue());
            out.flush();
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    /**
     * The snapshot on disk; empty if there is none.
     *
     * @throws RefusedException if the file is torn, changed or not Sluice's
     * @throws IOException if it could not be read
     */
    Optional<Snapshot> read() throws IOException {
        try (var file = Files.newInputStream(this.file)) {
            var checked = new CheckedInputStream(new BufferedInputStream(file, 1 << 16), new CRC32C());
            var in = new DataInputStream(checked);
            var snapshot = read(in);
            long computed = checked.getChecksum().getValue();
            if (in.readLong() != computed) {
                throw new RefusedException(this.file, "its checksum does not fit", null);
            }
            if (in.read() >= 0) {
                throw new RefusedException(this.file, "there is more behind its end", null);
            }
            return Optional.of(snapshot);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (EOFException e) {
            throw new RefusedException(this.file, "it ends too early", e);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(this.file, String.valueOf(e.getMessage()), e);
        }
    }

    /** When the file was written, by the file system's clock. */
    Instant writtenAt() throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    private void write(DataOutputStream out, Snapshot snapshot, Head head) throws IOException {
        out.writeLong(MAGIC);
        write(out, namespace.text());
        write(out, head.position().epoch().text());
        out.writeLong(head.position().offset());
        out.writeLong(head.revision().micros());
        List<Entry> entries = new ArrayList<>();
        snapshot.forEach(entries::add);
        out.writeInt(entries.size());
        for (var entry : entries) {
            out.writeByte(entry instanceof Entry.Present ? PRESENT : TOMBSTONE);
            write(out, entry.name().text());
            out.writeLong(entry.revision().micros());
            write(out, entry.author());
            write(out, entry.reason());
            if (entry instanceof Entry.Present setting) {
                write(out, setting.value().json());
            }
        }
    }

    private Snapshot read(DataInputStream in) throws IOException {
        if (in.readLong() != MAGIC) {
            throw new RefusedException(file, "it does not begin like one, or is of another version", null);
        }
        if (!namespace.text().equals(text(in))) {
            throw new RefusedException(file, "it is of another namespace", null);
        }
        var position = new Position(new Epoch(text(in)), in.readLong());
        var head = new Head(position, new Revision(in.readLong()));
        int count = in.readInt();
        List<Entry> entries = new ArrayList<>(Math.min(Math.max(count, 0), 1 << 20));
        for (int i = 0; i < count; i++) {
            entries.add(entry(in));
        }
        return Snapshot.empty(namespace).merge(entries, head);
    }

    private Entry entry(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        var name = new SettingName(text(in));
        var revision = new Revision(in.readLong());
        var author = text(in);
        var reason = optionalText(in);
        return switch (kind) {
            case PRESENT -> new Entry.Present(name, new SettingValue(text(in)), revision, author, reason);
            case TOMBSTONE -> new Entry.Tombstone(name, revision, author, reason);
            default -> throw new RefusedException(file, "an entry of kind " + kind, null);
        };
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
            return;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private String text(DataInputStream in) throws IOException {
        var text = optionalText(in);
        if (text == null) {
            throw new RefusedException(file, "a text is missing", null);
        }
        return text;
    }

    private @Nullable String optionalText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == ABSENT) {
            return null;
        }
        if (length < 0 || length > LONGEST_TEXT) {
            throw new RefusedException(file, "a text of length " + length, null);
        }
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The rename itself must survive a power cut; where folders cannot be forced, the file system does without. */
    private void forceFolder() throws IOException {
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
