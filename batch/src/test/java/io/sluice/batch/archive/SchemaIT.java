package io.sluice.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.TreeMap;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class SchemaIT {
    @Test
    void startWhenALibraryNeedsOtherTablesThenItStopsAndNamesTheMigration() throws SQLException {
        var database = DatabaseServer.shared();
        var url = database.freshSchema("schema_it");
        var silent = "spring.quartz.auto-startup=false";
        BatchNode.start(RedisServer.shared(), url, silent).close();
        try (var connection = DriverManager.getConnection(url, database.user(), database.password());
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '3'"))
                    .isOne();
        }

        assertThatThrownBy(() -> BatchNode.start(RedisServer.shared(), url, silent))
                .hasRootCauseInstanceOf(FlywayValidateException.class)
                .rootCause()
                .hasMessageContaining("checksum mismatch")
                .hasMessageContaining("version 3");
    }

    @Test
    void tablesWhenMigratedThenKeysAreBytesAndTextIsUtf8() {
        var node = BatchNode.shared();
        assertThat(node.jdbc()
                        .queryForList(
                                "SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME, ' ', DATA_TYPE) FROM information_schema.COLUMNS"
                                        + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ('setting', 'setting_history')"
                                        + " AND COLUMN_NAME IN ('namespace', 'name')",
                                String.class))
                .hasSize(4)
                .allMatch(column -> column.endsWith(" varbinary"));
        assertThat(node.jdbc()
                        .queryForList(
                                "SELECT DISTINCT CHARACTER_SET_NAME FROM information_schema.COLUMNS"
                                        + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ('setting', 'setting_history')"
                                        + " AND CHARACTER_SET_NAME IS NOT NULL",
                                String.class))
                .containsExactly("utf8mb4");
    }

    @Test
    void sessionWhenOpenedThenStrictInUtcAndReadCommitted() {
        var session = new TreeMap<String, String>();
        BatchNode.shared()
                .jdbc()
                .query(
                        "SHOW SESSION VARIABLES WHERE Variable_name IN ('time_zone', 'transaction_isolation',"
                                + " 'tx_isolation', 'innodb_lock_wait_timeout', 'sql_mode')",
                        row -> {
                            session.put(row.getString(1), row.getString(2));
                        });

        assertThat(session.get("time_zone")).isIn("UTC", "+00:00");
        // MariaDB has the new name since 11.1.
        assertThat(session.getOrDefault("transaction_isolation", session.get("tx_isolation")))
                .isEqualTo("READ-COMMITTED");
        assertThat(session.get("innodb_lock_wait_timeout")).isEqualTo("10");
        assertThat(session.get("sql_mode")).contains("STRICT_ALL_TABLES");
    }
}
