package io.sluice.batch.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From one installation by way of a file into another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class BackupCommandIT {
    private final BatchNode node = BatchNode.shared();
    private final Namespace namespace = node.namespace();
    private RedisServer redis;
    private BatchNode other;

    @TempDir
    private Path folder;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        other = BatchNode.start(
                redis, DatabaseServer.shared().freshSchema("backup_command_it"), "spring.quartz.auto-startup=false");
        node.put(namespace, "a", "\"\u00e9\"");
        node.put(namespace, "b", "[1,null]");
        node.remove(namespace, "b");
    }

    @AfterAll
    void stop() {
        other.close();
        redis.close();
    }

    @ParameterizedTest
    @CsvSource({"backup.ndjson", "backup.ndjson.gz"})
    void restoreBackupWhenAFileWasWrittenThenTheOtherInstallationHoldsTheSame(String name) throws IOException {
        var file = folder.resolve(name);
        var shell = Shell.inPipe();
        other.jdbc().update("DELETE FROM setting");
        redis.command("FLUSHALL");

        int saved = shell.run(at(node), "backup", "--namespace", namespace.text(), "--output", file.toString());

        assertThat(saved).as(shell.err()).isZero();
        assertThat(shell.out()).startsWith("file\t%s\n".formatted(file)).contains("\nrows\t2\n", "\nsha256\t");
        assertThat(shell.err()).contains("sluice: 2 settings as of ").doesNotContain("no entries", "gap");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(names(folder)).containsExactly(name);
        assertThat(Files.readAllBytes(file)[0]).isEqualTo(name.endsWith(".gz") ? (byte) 0x1f : (byte) '{');

        var second = Shell.inPipe();
        int restored = second.run(at(other), "restore-backup", file.toString(), "--reason", "a move");

        assertThat(restored).as(second.err()).isZero();
        assertThat(second.out())
                .startsWith("archived\t2\n")
                .contains("job\trestore\n", "job\tverify\n", "reason\ta move\n", "status\tCOMPLETED\n")
                .doesNotContain("finding");
        assertThat(other.archived(namespace))
                .isEqualTo(node.archived(namespace))
                .hasSize(2);

        var third = Shell.inPipe();
        assertThat(third.run(at(other), "restore-backup", file.toString())).isOne();
        assertThat(third.err())
                .contains("archive: not empty (expected: an empty one)", "a new database")
                .doesNotContain("runs show");
        Files.delete(file);
    }

    @Test
    void backupWhenNoFileIsGivenThenOnTheStandardOutputAndNothingElse() {
        var shell = Shell.inPipe();

        assertThat(shell.run(at(node), "backup", "--namespace", namespace.text()))
                .isZero();

        assertThat(shell.out().lines()).hasSize(4).first().asString().startsWith("{\"format\":1,");
        assertThat(shell.out()).contains("\"value\":\"\u00e9\"}\n", "\"kind\":\"tombstone\"");
    }

    @Test
    void backupWhenOfAMomentThenWhatWasThen() {
        var past = node.namespace();
        node.put(past, "a", "1");
        var revision = node.put(past, "b", "2");
        node.remove(past, "b");
        node.drain(past);
        var shell = Shell.inPipe();

        assertThat(shell.run(at(node), "backup", "--namespace", past.text(), "--at", revision.toString()))
                .as(shell.err())
                .isZero();
        assertThat(shell.out()).contains("\"name\":\"b\"", "\n{\"rows\":2,");

        var future = Shell.inPipe();
        assertThat(future.run(at(node), "backup", "--namespace", past.text(), "--at", "2200-01-01T00:00:00Z"))
                .isOne();
        assertThat(future.out()).isEmpty();
        assertThat(future.err()).contains("at: ", "whole no further");
    }

    @Test
    void restoreBackupWhenTheFileIsCutThen2AndNothingIsChanged() throws IOException {
        var file = folder.resolve("cut");
        var shell = Shell.inPipe();
        assertThat(shell.run(at(node), "backup", "--namespace", namespace.text()))
                .isZero();
        Files.writeString(file, shell.out().substring(0, shell.out().length() - 10));
        other.jdbc().update("DELETE FROM setting");

        var second = Shell.inPipe();
        assertThat(second.run(at(other), "restore-backup", file.toString())).isEqualTo(2);

        assertThat(second.err()).contains("backup: line ", "cut off", "Nothing was changed");
        assertThat(other.count("SELECT COUNT(*) FROM setting")).isZero();
        Files.delete(file);
    }

    @Test
    void backupWhenTheFolderIsNotThereThen1() {
        var shell = Shell.inPipe();

        assertThat(shell.run(at(node), "backup", "--no-flush", "--output", "/nowhere/at/all"))
                .isOne();

        assertThat(shell.err()).contains("/nowhere/at/all: not written");
    }

    @Test
    void restoreBackupWhenThereIsNoFileThen2() {
        var shell = Shell.inPipe();

        assertThat(shell.run(at(other), "restore-backup", "/nowhere")).isEqualTo(2);

        assertThat(shell.err()).contains("/nowhere: cannot be read");
    }

    private static Map<String, String> at(BatchNode node) {
        return Map.of("SLUICE_URL", node.address(), "SLUICE_TOKEN", BatchNode.OPERATOR);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
