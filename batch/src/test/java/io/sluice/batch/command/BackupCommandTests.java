package io.sluice.batch.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupCommandTests {
    private static final String LINES = """
            {"format":1,"sluice":"1.0","at":"2026-11-24T10:00:00.000000Z","namespaces":["shop"]}
            {"namespace":"shop","name":"a","kind":"tombstone","revision":7,"changedAt":"1970-01-01T00:00:00.000007Z","author":"alice"}
            """;

    private final PlayedNode node = PlayedNode.start();
    private final Shell shell = Shell.inPipe();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void backupWhenWholeThenTheFileAndWhatItIsOf() throws IOException {
        var backup = LINES + last("unreadable\":3,\"unproven\":2");
        node.answers("POST /v1/flush", 200, "{\"complete\":true}").answers("GET /v1/backup", 200, backup);
        var file = folder.resolve("backup");

        assertThat(shell.run(node, "backup", "--output", file.toString())).isZero();

        assertThat(Files.readString(file)).isEqualTo(backup);
        assertThat(shell.out())
                .startsWith("file\t%s\nat\t2026-11-24T10:00:00.000000Z\nrows\t1\nsha256\t".formatted(file));
        assertThat(shell.err())
                .contains("1 settings as of 2026-11-24T10:00:00.000000Z")
                .contains("3 rows are no entries", "2 settings may have been something else then");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"rows\":1,\"sha256\":\"0\"}\n", "{\"rows\":1", "\n"})
    void backupWhenNotWholeThen1AndTheFileStaysAsItWas(String last) throws IOException {
        node.answers("GET /v1/backup", 200, LINES + last);
        var file = folder.resolve("backup");
        Files.writeString(file, "that of yesterday");

        assertThat(shell.run(node, "backup", "--no-flush", "--output", file.toString()))
                .isOne();

        assertThat(shell.err()).contains("the backup is not whole");
        assertThat(shell.out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo("that of yesterday");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void backupWhenNotAllCanBeArchivedThen4AndNoBackup() {
        node.answers("POST /v1/flush", 202, "{\"complete\":false}");

        assertThat(shell.run(node, "backup", "--timeout", "50ms")).isEqualTo(4);

        assertThat(shell.err()).contains("not all is archived", "--no-flush");
        assertThat(node.calls()).noneMatch(call -> call.startsWith("GET"));
    }

    @Test
    void backupWhenOfANamespaceAtAMomentThenAskedForThat() {
        node.answers("GET /v1/backup?namespace=shop&at=2026-11-24T10%3A00%3A00%2B01%3A00", 200, LINES + last("x\":0"));

        assertThat(shell.run(node, "backup", "--namespace", "shop", "--at", "2026-11-24T10:00:00+01:00"))
                .isZero();

        assertThat(shell.out()).isEqualTo(LINES + last("x\":0"));
    }

    @Test
    void restoreBackupWhenTheFileIsNoWholeGzipThen1AndWhy() throws IOException {
        node.answers("GET /v1/caller", 200, "{}").answers("POST /v1/backup", 400, "{\"detail\":\"cut\"}");
        var file = folder.resolve("backup.gz");
        Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});

        assertThat(shell.run(node, "restore-backup", file.toString())).isOne();

        assertThat(shell.err()).contains(file + ": cannot be read to its end");
    }

    @Test
    void restoreBackupWhenTheTokenIsNotGoodThenNothingIsSent() throws IOException {
        node.answers("GET /v1/caller", 401, "{\"detail\":\"token: none\"}");
        var file = folder.resolve("backup");
        Files.writeString(file, LINES);

        assertThat(shell.run(node, "restore-backup", file.toString())).isOne();

        assertThat(shell.err()).contains("token: none");
        assertThat(node.calls()).containsExactly("GET /v1/caller");
    }

    private static String last(String more) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(LINES.getBytes(StandardCharsets.UTF_8));
            return "{\"rows\":1,\"%s,\"sha256\":\"%s\"}\n"
                    .formatted(more, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
