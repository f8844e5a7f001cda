package io.sluice.batch.local;

import io.sluice.setting.Namespace;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The copies of a namespace, each read from the outside: the hash from Redis as it is, the replicas over HTTP, the archive by
 * SQL; none of them through Sluice's own code.
 */
final class Copies {
    private static final Duration SETTLING = Duration.ofMinutes(2);
    private static final Duration BETWEEN = Duration.ofMillis(500);

    private final LocalServers servers;
    private final Namespace namespace;

    Copies(LocalServers servers, Namespace namespace) {
        this.servers = servers;
        this.namespace = namespace;
    }

    /** What the copies hold at one time, and where they are not equal. */
    record Comparison(Copy hash, List<Copy> replicas, Copy archive, List<String> differences) {}

    /**
     * Looks until all copies are equal, or the time for it is over.
     *
     * @return the last look
     * @throws LocalRunException if no look succeeded
     */
    Comparison settled(Pace pace) {
        var last = new AtomicReference<@Nullable Comparison>();
        try {
            pace.until(SETTLING, BETWEEN, () -> {
                try {
                    var now = compare();
                    last.set(now);
                    return now.differences().isEmpty() ? null : "copies: not equal";
                } catch (LocalRunException e) {
                    return e.getMessage();
                }
            });
        } catch (LocalRunException e) {
            var unequal = last.get();
            if (pace.isOver() || unequal == null) {
                throw e;
            }
            return unequal;
        }
        return Objects.requireNonNull(last.get(), "a look that found all equal");
    }

    Comparison compare() {
        var hash = hash();
        var replicas = servers.nodes().stream().map(this::replica).toList();
        var archive = archive();
        var differences = new ArrayList<>(hash.differences(archive));
        replicas.forEach(replica -> differences.addAll(hash.visible().differences(replica)));
        return new Comparison(hash, replicas, archive, differences);
    }

    /** What is in Redis: {@code HGETALL}. */
    Copy hash() {
        var entries = new TreeMap<String, Copy.Held>();
        if (servers.redis().command("HGETALL", "sluice:{" + namespace + "}:settings") instanceof List<?> reply) {
            for (int i = 0; i + 1 < reply.size(); i += 2) {
                var envelope = Json.read(String.valueOf(reply.get(i + 1)));
                var isPresent = envelope.path("kind").asString().equals("present");
                entries.put(
                        String.valueOf(reply.get(i)),
                        new Copy.Held(envelope.path("revision").asLong(), isPresent ? envelope.get("value") : null));
            }
        }
        return new Copy("hash", entries);
    }

    private Copy replica(App node) {
        var entries = new TreeMap<String, Copy.Held>();
        var path = "/v1/namespaces/" + namespace + "/settings?limit=1000";
        JsonNode page = node.caller().get(path).json();
        take(page, entries);
        while (page.hasNonNull("next")) {
            var after = URLEncoder.encode(page.path("next").asString(), StandardCharsets.UTF_8);
            page = node.caller().get(path + "&after=" + after).json();
            take(page, entries);
        }
        return new Copy(node.name(), entries);
    }

    private static void take(JsonNode page, Map<String, Copy.Held> entries) {
        for (var entry : page.path("settings")) {
            entries.put(
                    entry.path("name").asString(),
                    new Copy.Held(entry.path("revision").asLong(), entry.get("value")));
        }
    }

    private Copy archive() {
        var entries = new TreeMap<String, Copy.Held>();
        try (var connection = servers.database().connect();
                var query =
                        connection.prepareStatement("SELECT name, revision, value FROM setting WHERE namespace = ?")) {
            query.setBytes(1, namespace.text().getBytes(StandardCharsets.UTF_8));
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    var value = rows.getString("value");
                    entries.put(
                            new String(rows.getBytes("name"), StandardCharsets.UTF_8),
                            new Copy.Held(rows.getLong("revision"), value == null ? null : Json.read(value)));
                }
            }
        } catch (SQLException e) {
            throw new LocalRunException("archive: not readable: " + e.getMessage(), e);
        }
        return new Copy("archive", entries);
    }
}
