package io.sluice.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fuzz.Corpus;
import io.sluice.fuzz.Pieces;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A file is read as what was written, or refused. The first byte of an input says what becomes of the others: a file as
 * they are, a file whose checksum fits, or changes to a whole file.
 */
class SnapshotFileFuzzTests {
    private static final Namespace NAMESPACE = new Namespace("shop");
    private static final Head HEAD =
            new Head(new Position(new Epoch("12-0123abcd"), 3), new Revision(1_763_848_392_123_456L));
    private static final Snapshot SNAPSHOT = Snapshot.empty(NAMESPACE)
            .merge(
                    List.of(
                            new Entry.Present(
                                    new SettingName("größe/😀"),
                                    new SettingValue("{\"a\":[1.0,\"\\u0000\"]}"),
                                    new Revision(7),
                                    "alice",
                                    "why not"),
                            new Entry.Present(
                                    new SettingName("b"), new SettingValue("null"), new Revision(8), "bob", null),
                            new Entry.Tombstone(new SettingName("c"), new Revision(9), "bob", "old")),
                    HEAD);
    private static final Disk DISK = Disk.make();
    private static final byte[] WHOLE = DISK.written(SNAPSHOT);

    private static final int AS_IT_IS = 0;
    private static final int SEALED = 1;
    private static final int KINDS = 3;

    @ParameterizedTest
    @ArgumentsSource(Corpus.class)
    void readWhenAnyBytesThenWhatWasWrittenOrRefused(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var pieces = new Pieces(input);
        switch (pieces.octet() % KINDS) {
            case AS_IT_IS -> DISK.read(pieces.rest()).ifPresent(SnapshotFileFuzzTests::checkWrittenAgain);
            case SEALED -> DISK.read(sealed(pieces.rest())).ifPresent(SnapshotFileFuzzTests::checkWrittenAgain);
            default -> {
                var changed = changed(pieces);
                var read = DISK.read(changed);
                assertThat(read.isPresent()).isEqualTo(Arrays.equals(changed, WHOLE));
                read.ifPresent(snapshot -> checkSame(snapshot, SNAPSHOT));
            }
        }
    }

    private static void checkWrittenAgain(Snapshot snapshot) {
        var again = DISK.read(DISK.written(snapshot));
        assertThat(again).isPresent();
        checkSame(again.orElseThrow(), snapshot);
    }

    private static void checkSame(Snapshot read, Snapshot written) {
        assertThat(read.head()).isEqualTo(written.head());
        assertThat(read.differences(written)).isEmpty();
        written.forEach(entry -> assertThat(read.entry(entry.name())).isEqualTo(entry));
    }

    private static byte[] sealed(byte[] content) {
        var checksum = new CRC32C();
        checksum.update(content);
        return ByteBuffer.allocate(content.length + Long.BYTES)
                .put(content)
                .putLong(checksum.getValue())
                .array();
    }

    /** Bits flipped, bytes cut off or put behind, parts of it moved: one after the other. */
    private static byte[] changed(Pieces pieces) {
        var file = WHOLE.clone();
        while (!pieces.isEnd()) {
            int change = pieces.octet();
            int at = file.length == 0 ? 0 : ((pieces.octet() << 8) | pieces.octet()) % file.length;
            switch (change % 4) {
                case 0 -> {
                    if (file.length > 0) {
                        file[at] ^= (byte) (1 << (change / 32));
                    }
                }
                case 1 -> file = Arrays.copyOf(file, at);
                case 2 -> {
                    file = Arrays.copyOf(file, file.length + 1);
                    file[file.length - 1] = (byte) at;
                }
                default -> {
                    int length = Math.min(file.length - at, change / 4);
                    System.arraycopy(file, at, file, at / 2, length);
                }
            }
        }
        return file;
    }

    /** A folder for one file, gone when the process ends. */
    private record Disk(Path folder, SnapshotFile file) {
        static Disk make() {
            try {
                var folder = Files.createTempDirectory("sluice-snapshot");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "snapshot-folder"));
                return new Disk(folder, new SnapshotFile(folder, NAMESPACE));
            } catch (IOException e) {
                throw new UncheckedIOException("folder: not made", e);
            }
        }

        byte[] written(Snapshot snapshot) {
            try {
                file.write(snapshot);
                return Files.readAllBytes(path(folder));
            } catch (IOException e) {
                throw new UncheckedIOException("snapshot: not written", e);
            }
        }

        /** Empty if it was refused. */
        Optional<Snapshot> read(byte[] bytes) {
            try {
                Files.write(path(folder), bytes);
                var read = file.read();
                assertThat(read).as("a file that is there").isPresent();
                return read;
            } catch (SnapshotFile.RefusedException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException("snapshot: not read", e);
            }
        }

        private static Path path(Path folder) {
            return folder.resolve(NAMESPACE + SnapshotFile.SUFFIX);
        }

        private static void remove(Path folder) {
            try {
                Files.deleteIfExists(path(folder));
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("folder: left behind", e);
            }
        }
    }
}
