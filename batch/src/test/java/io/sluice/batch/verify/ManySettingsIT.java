package io.sluice.batch.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By hand with a million: {@code -Dsluice.test.settings=1000000}. */
class ManySettingsIT {
    private static final int SETTINGS = Integer.getInteger("sluice.test.settings", 100_000);
    /** So that all values together are far more than the heap. */
    private static final String VALUE = "x".repeat(SETTINGS > 100_000 ? 100 : 2000);

    private static final int HEAP = SETTINGS > 100_000 ? 256 : 128;
    private static final int PORTION = 1000;

    @Test
    void verifyWhenThereAreManyThenInLittleMemory(@TempDir Path folder) throws Exception {
        var namespace = new Namespace("many");
        var database = DatabaseServer.shared();
        var url = database.freshSchema("verify_many");
        // The tables come with the first start of a node.
        try (var redis = RedisServer.launch()) {
            VerifyProcess.run(redis, url, namespace, HEAP, Files.createDirectory(folder.resolve("empty")));
            fill(redis, url, namespace);
            redis.command("HDEL", settings(namespace), "n7", "n77");

            var said = VerifyProcess.run(redis, url, namespace, HEAP, folder);

            assertThat(said)
                    .isEqualTo("COMPLETED, read %d of %1$d, found {absent=2, missing=1}".formatted(2 * SETTINGS - 3));
        }
    }

    /** The same on both sides, but for one that the archive lacks; around the drain, which takes longer. */
    private static void fill(RedisServer redis, String url, Namespace namespace) throws SQLException {
        var database = DatabaseServer.shared();
        try (var connection = DriverManager.getConnection(url, database.user(), database.password());
                var insert = connection.prepareStatement(
                        "INSERT INTO setting VALUES (?, ?, ?, 'present', 'alice', NULL, NOW(6), NOW(6), ?)")) {
            connection.setAutoCommit(false);
            redis.command("SADD", "sluice:namespaces", namespace.text());
            for (int from = 0; from < SETTINGS; from += PORTION) {
                var fields = new ArrayList<>(List.of("HSET", settings(namespace)));
                for (int i = from; i < from + PORTION; i++) {
                    fields.add("n" + i);
                    fields.add("{\"revision\":%d,\"kind\":\"present\",\"author\":\"alice\",\"value\":\"%s\"}"
                            .formatted(i + 1, VALUE));
                    if (i > 0) {
                        insert.setBytes(1, bytes(namespace.text()));
                        insert.setBytes(2, bytes("n" + i));
                        insert.setString(3, '"' + VALUE + '"');
                        insert.setLong(4, i + 1);
                        insert.addBatch();
                    }
                }
                redis.command(fields.toArray(String[]::new));
                insert.executeBatch();
                connection.commit();
            }
        }
    }

    private static String settings(Namespace namespace) {
        return "sluice:{%s}:settings".formatted(namespace);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
