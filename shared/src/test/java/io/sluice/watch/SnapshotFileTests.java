package io.sluice.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTests {
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

    @TempDir
    Path folder;

    private SnapshotFile file;
    private Path path;

    @BeforeEach
    void setUp() {
        file = new SnapshotFile(folder, NAMESPACE);
        path = folder.resolve("shop.snapshot");
    }

    @Test
    void readWhenWrittenThenIsTheSame() throws IOException {
        file.write(Snapshot.empty(NAMESPACE).merge(List.of(), HEAD));
        file.write(SNAPSHOT);
        var read = file.read().orElseThrow();
        assertThat(read.head()).isEqualTo(HEAD);
        assertThat(read.missingIn(SNAPSHOT)).isEmpty();
        assertThat(SNAPSHOT.missingIn(read)).isEmpty();
        assertThat(read.find("größe/😀")).isEqualTo(SNAPSHOT.find("größe/😀"));
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    /** As version 0.1.0 writes it. {@code -Dsluice.formats.keep=…} keeps it anew, beside another number in its head. */
    @Test
    void fileWhenOfAKeptVersionThenIsReadAndIsWhatIsWritten() throws IOException {
        var kept = Path.of("src", "test", "resources", "io", "sluice", "watch", "SnapshotFileTests", "1.snapshot");
        file.write(SNAPSHOT);
        if (System.getProperty("sluice.formats.keep") != null) {
            Files.copy(path, kept, StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(path).hasSameBinaryContentAs(kept);
        Files.copy(kept, path, StandardCopyOption.REPLACE_EXISTING);
        var read = file.read().orElseThrow();
        assertThat(read.head()).isEqualTo(HEAD);
        assertThat(read.missingIn(SNAPSHOT)).isEmpty();
        assertThat(SNAPSHOT.missingIn(read)).isEmpty();
    }

    @Test
    void readWhenThereIsNoneThenIsEmpty() throws IOException {
        assertThat(file.read()).isEmpty();
    }

    @Test
    void readWhenTornAnywhereThenRefusesAndNamesTheFile() throws IOException {
        file.write(SNAPSHOT);
        var whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(file::read)
                    .as("%d bytes of %d", length, whole.length)
                    .isInstanceOf(SnapshotFile.RefusedException.class)
                    .hasMessageContaining("shop.snapshot");
        }
    }

    @Test
    void readWhenAnyByteIsChangedThenRefuses() throws IOException {
        file.write(SNAPSHOT);
        var whole = Files.readAllBytes(path);
        for (int at = 0; at < whole.length; at++) {
            var changed = whole.clone();
            changed[at] ^= 0x10;
            Files.write(path, changed);
            assertThatThrownBy(file::read).as("byte %d", at).isInstanceOf(SnapshotFile.RefusedException.class);
        }
    }

    @Test
    void readWhenOfAnotherNamespaceOrLongerThenRefuses() throws IOException {
        file.write(SNAPSHOT);
        var whole = Files.readAllBytes(path);
        Files.write(folder.resolve("other.snapshot"), whole);
        assertThatThrownBy(new SnapshotFile(folder, new Namespace("other"))::read)
                .hasMessageContaining("another namespace");
        Files.write(path, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(file::read).hasMessageContaining("behind its end");
    }
}
