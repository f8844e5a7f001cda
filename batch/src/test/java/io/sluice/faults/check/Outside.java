package io.sluice.faults.check;

import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node;
import io.sluice.faults.cluster.Node.Kind;
import io.sluice.faults.load.Surface;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the copies, each in its own language, past all proxies. Thread-safe. */
final class Outside {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** All of it at one moment. */
    private static final String LOOK = """
            return {redis.call('HGETALL', KEYS[1]), redis.call('ZRANGE', KEYS[2], 0, -1), redis.call('HGETALL', KEYS[3]),
              redis.call('HGETALL', KEYS[4])}
            """;

    private final Cluster cluster;

    Outside(Cluster cluster) {
        this.cluster = cluster;
    }

    /** @throws RuntimeException if Redis does not answer */
    RedisView redis(String namespace) {
        var answer = cluster.redis()
                .holder(namespace)
                .command(
                        "EVAL",
                        LOOK,
                        "4",
                        key(namespace, "settings"),
                        key(namespace, "dirty"),
                        key(namespace, "meta"),
                        key(namespace, "quarantine"));
        var parts = list(answer);
        var entries = new TreeMap<String, Held>();
        pairs(parts.get(0)).forEach((name, envelope) -> {
            var json = JsonMapper.shared().readTree(envelope);
            entries.put(
                    name,
                    new Held(
                            json.path("revision").asLong(),
                            json.path("kind").asString().equals("present") ? text(json.get("value")) : null));
        });
        var dirty = new TreeSet<String>();
        list(parts.get(1)).forEach(name -> dirty.add(String.valueOf(name)));
        return new RedisView(entries, dirty, pairs(parts.get(2)), pairs(parts.get(3)));
    }

    /**
     * Empty if the node has nothing to show, or does not know the namespace.
     *
     * @throws IOException if it does not answer
     */
    Optional<ReplicaView> replica(Node node, String namespace) throws IOException {
        return node.kind() == Kind.API ? listing(node, namespace) : glass(node, namespace);
    }

    private static Optional<ReplicaView> listing(Node node, String namespace) throws IOException {
        var answer = new Surface(node).get("/v1/namespaces/" + namespace + "/settings?limit=1000", PATIENCE);
        if (answer.status() != 200) {
            return Optional.empty();
        }
        var entries = new TreeMap<String, Held>();
        for (var entry : answer.json().path("settings")) {
            entries.put(
                    entry.path("name").asString(),
                    new Held(entry.path("revision").asLong(), text(entry.get("value"))));
        }
        return Optional.of(new ReplicaView(entries, false));
    }

    private static Optional<ReplicaView> glass(Node node, String namespace) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(node.address() + "/replica/" + namespace))
                .timeout(PATIENCE)
                .build();
        try {
            var answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                return Optional.empty();
            }
            var json = JsonMapper.shared().readTree(answer.body());
            if (!json.has("epoch")) {
                return Optional.empty();
            }
            var entries = new TreeMap<String, Held>();
            json.path("entries").properties().forEach(entry -> {
                var value = entry.getValue().get("value");
                entries.put(
                        entry.getKey(),
                        new Held(
                                entry.getValue().path("revision").asLong(),
                                value == null ? null : text(JsonMapper.shared().readTree(value.asString()))));
            });
            return Optional.of(new ReplicaView(entries, true));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    Map<String, Held> archive(String namespace) throws SQLException {
        var entries = new TreeMap<String, Held>();
        query("SELECT name, revision, kind, value FROM readable_setting WHERE namespace = ?", namespace, row -> {
            var present = row.getString("kind").equals("present");
            entries.put(
                    row.getString("name"),
                    new Held(row.getLong("revision"), present ? canonical(row.getString("value")) : null));
        });
        return entries;
    }

    /** By revision and sequence. */
    List<Change> history(String namespace) throws SQLException {
        var changes = new ArrayList<Change>();
        query(
                """
                SELECT revision, sequence, name, old_value, old_revision, new_value, author, request_id
                FROM readable_history WHERE namespace = ? ORDER BY revision, sequence
                """,
                namespace,
                row -> changes.add(new Change(
                        row.getLong("revision"),
                        row.getLong("sequence"),
                        row.getString("name"),
                        canonical(row.getString("old_value")),
                        row.getLong("old_revision"),
                        canonical(row.getString("new_value")),
                        row.getString("author"),
                        row.getString("request_id"))));
        return changes;
    }

    private interface Rows {
        void take(ResultSet row) throws SQLException;
    }

    private void query(String sql, String namespace, Rows rows) throws SQLException {
        try (Connection connection = cluster.database().connect("&connectTimeout=2000&socketTimeout=10000");
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, namespace);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    rows.take(row);
                }
            }
        }
    }

    static String key(String namespace, String what) {
        return "sluice:{" + namespace + "}:" + what;
    }

    /** Whether an entry is in quarantine because the archive refuses it. */
    static boolean isRefusal(String reason) {
        return JsonMapper.shared().readTree(reason).path("error").asString("").contains("refused");
    }

    static @Nullable String canonical(@Nullable String json) {
        return json == null ? null : text(JsonMapper.shared().readTree(json));
    }

    private static String text(JsonNode value) {
        return value.toString();
    }

    private static List<?> list(@Nullable Object answer) {
        if (answer instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException("answer: " + answer + " (expected: a list)");
    }

    private static Map<String, String> pairs(@Nullable Object answer) {
        var flat = list(answer);
        var pairs = new LinkedHashMap<String, String>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            pairs.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
        }
        return pairs;
    }
}
