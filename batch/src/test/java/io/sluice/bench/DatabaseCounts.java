package io.sluice.bench;

import io.sluice.batch.servers.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the tests' database has done for some work, by its own count: statements of clients, and which. */
final class DatabaseCounts implements AutoCloseable {
    private static final String STATUS = """
            SHOW GLOBAL STATUS WHERE Variable_name IN
                ('Questions', 'Com_insert', 'Com_select', 'Com_update', 'Com_delete', 'Com_commit')
            """;

    private final Connection connection = DatabaseServer.shared().root();

    DatabaseCounts() throws SQLException {}

    /** By the names that {@code SHOW STATUS} has for them; each look counts as one. */
    Map<String, Long> during(Work work) throws Exception {
        var before = now();
        work.work();
        var after = now();
        after.replaceAll((name, count) -> count - before.getOrDefault(name, 0L));
        return after;
    }

    private Map<String, Long> now() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(STATUS)) {
            var counts = new LinkedHashMap<String, Long>();
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
            return counts;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
