package io.sluice.batch.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.faults.BatchProcess;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.TestStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backlog that is large beside the memory of the process that drains it. Beside the drain, in the same run of the test,
 * the same statement in a bare loop on one connection; both rates are told, and judged by nobody.
 */
class LargeBacklogIT {
    private static final int ENTRIES = Integer.getInteger("sluice.test.large-backlog.entries", 60_000);
    private static final int PAGE = 1000;
    private static final String HEAP = System.getProperty("sluice.test.large-backlog.heap", "96m");
    private static final Namespace NAMESPACE = new Namespace("large");
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void drainWhenTheBacklogIsLargeThenInBoundedMemoryAndWithProgress() throws Exception {
        var url = DatabaseServer.shared().freshSchema("large_backlog_it");
        try (var redis = RedisServer.launch()) {
            write(redis);
            try (var node =
                    BatchProcess.start(List.of("-Xmx" + HEAP), redis, url, "sluice.schedule.drain.enabled=false")) {
                var address = node.address();
                long id = call(address, "POST", "/v1/runs", "{\"job\":\"drain\",\"namespace\":\"large\"}")
                        .path("id")
                        .asLong();
                var seen = new TreeSet<Long>();
                var run = awaitEnd(address, id, seen);

                assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("COMPLETED");
                assertThat(run.path("read").asLong()).isEqualTo(ENTRIES);
                assertThat(run.path("written").asLong()).isEqualTo(ENTRIES);
                assertThat(run.path("history").asLong()).isEqualTo(ENTRIES);
                assertThat(run.path("total").asLong()).isEqualTo(ENTRIES);
                assertThat(seen).as("read, as it was seen to grow").hasSizeGreaterThan(3);
                assertThat(node.isAlive()).isTrue();
                assertThat(node.log()).doesNotContain("OutOfMemoryError");
                tell(url, id);
            }
        }
    }

    private static void tell(String url, long id) throws SQLException {
        double entries = seconds(
                url,
                "SELECT TIMESTAMPDIFF(MICROSECOND, START_TIME, END_TIME) FROM BATCH_STEP_EXECUTION"
                        + " WHERE STEP_NAME = 'entries' AND JOB_EXECUTION_ID = " + id);
        double whole = seconds(
                url,
                "SELECT TIMESTAMPDIFF(MICROSECOND, START_TIME, END_TIME) FROM BATCH_JOB_EXECUTION"
                        + " WHERE JOB_EXECUTION_ID = " + id);
        double bare = bareLoop(DatabaseServer.shared().freshSchema("large_backlog_bare_it"), url);
        System.out.printf(
                "%d entries, heap %s: entries %.1f s (%.0f/s); with their history %.1f s; bare loop of the statement on one connection"
                        + " %.1f s (%.0f/s); entries beside bare %.2fx%n",
                ENTRIES, HEAP, entries, ENTRIES / entries, whole, bare, ENTRIES / bare, bare / entries);
    }

    private static double seconds(String url, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(url, "sluice", "sluice");
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1) / 1e6;
        }
    }

    /** The same rows into a table of the same make. */
    private static double bareLoop(String url, String like) throws SQLException {
        var schema = like.replaceFirst(".*/([a-z_]+)\\?.*", "$1");
        try (var root = DatabaseServer.shared().root();
                var statement = root.createStatement()) {
            statement.execute("CREATE TABLE large_backlog_bare_it.setting LIKE " + schema + ".setting");
        }
        long begun = System.nanoTime();
        BareMerge.carryOut(
                url,
                IntStream.range(0, ENTRIES / PAGE)
                        .mapToObj(LargeBacklogIT::bareRows)
                        .iterator());
        return (System.nanoTime() - begun) / 1e9;
    }

    private static List<List<Object>> bareRows(int page) {
        int from = page * PAGE;
        var revision = new Revision(1_700_000_000_000_000L + from);
        return IntStream.range(from, from + PAGE)
                .mapToObj(i -> BareMerge.row(
                        NAMESPACE,
                        new Entry.Present(
                                new SettingName(name(i)), new SettingValue(value(i)), revision, "alice", "a test")))
                .toList();
    }

    private static void write(RedisServer redis) {
        try (var store = TestStore.on(redis.host(), redis.port())) {
            store.settings().register(NAMESPACE);
            for (int from = 0; from < ENTRIES; from += PAGE) {
                var changes = IntStream.range(from, from + PAGE)
                        .<Change>mapToObj(i -> new Change.Put(new SettingName(name(i)), new SettingValue(value(i))))
                        .toList();
                store.settings()
                        .write(new ChangeSet(NAMESPACE, changes, new Origin("alice", "a test", RequestId.random())));
            }
        }
    }

    private static String name(int i) {
        return "service-%d/limit-%d".formatted(i % 100, i);
    }

    private static String value(int i) {
        return "{\"max\":%d,\"of\":\"%s\"}".formatted(i, "x".repeat(60));
    }

    private JsonNode awaitEnd(String address, long id, Set<Long> seen) throws IOException, InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < until) {
            var run = call(address, "GET", "/v1/runs/" + id, null);
            seen.add(run.path("read").asLong());
            if (run.hasNonNull("endedAt")) {
                return run;
            }
        }
        throw new IllegalStateException("run: not ended within " + LONGEST);
    }

    private JsonNode call(String address, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + BatchProcess.TOKEN)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    }
}
