package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What Redis and the archive hold, seen from outside: by Redis' own commands and by SQL, with nothing of Sluice between. */
final class Copies {
    private static final Pattern ENVELOPE =
            Pattern.compile("\\{\"revision\":(\\d+),\"kind\":\"(\\w+)\",.*", Pattern.DOTALL);

    private final RedisServer redis;
    private final JdbcTemplate jdbc;

    Copies(RedisServer redis, JdbcTemplate jdbc) {
        this.redis = redis;
        this.jdbc = jdbc;
    }

    /** Whether the drain has nothing left to do there. */
    boolean isDrained(Namespace namespace) {
        var counts = list("HMGET", key(namespace, "meta"), "history", "archived");
        return Long.valueOf(0).equals(redis.command("ZCARD", key(namespace, "dirty")))
                && String.valueOf(counts.get(0)).equals(String.valueOf(counts.get(1)));
    }

    /** At any time: what is not dirty is in the archive, at that revision or a higher one. */
    void requireLawful(Namespace namespace) {
        var hash = hash(namespace);
        var dirty = new TreeSet<String>();
        list("ZRANGE", key(namespace, "dirty"), "0", "-1").forEach(name -> dirty.add(String.valueOf(name)));
        var rows = revisions(namespace);
        hash.forEach((name, revision) -> {
            if (!dirty.contains(name)) {
                assertThat(rows.getOrDefault(name, 0L))
                        .as("not dirty: %s", name)
                        .isGreaterThanOrEqualTo(revision);
            }
        });
    }

    /** After all is drained: both hold the same, and the history has each of the changes once. */
    void requireEqual(Namespace namespace, Collection<Long> revisionsOfChanges) {
        requireSame(namespace);
        assertThat(jdbc.queryForList(
                        "SELECT revision FROM readable_history WHERE namespace = ? ORDER BY revision, sequence",
                        Long.class,
                        namespace.text()))
                .isEqualTo(revisionsOfChanges.stream().sorted().toList());
    }

    /** After all is drained: both hold the same. */
    void requireSame(Namespace namespace) {
        assertThat(revisions(namespace)).isEqualTo(hash(namespace));
        assertThat(values(namespace)).isEqualTo(hashValues(namespace));
    }

    /** Name to revision, in the archive. */
    Map<String, Long> revisions(Namespace namespace) {
        var rows = new TreeMap<String, Long>();
        jdbc.query(
                "SELECT name, revision FROM readable_setting WHERE namespace = ?",
                row -> {
                    rows.put(row.getString("name"), row.getLong("revision"));
                },
                namespace.text());
        return rows;
    }

    private Map<String, String> values(Namespace namespace) {
        var rows = new TreeMap<String, String>();
        jdbc.query(
                "SELECT name, kind, value FROM readable_setting WHERE namespace = ?",
                row -> {
                    rows.put(row.getString("name"), row.getString("kind") + " " + row.getString("value"));
                },
                namespace.text());
        return rows;
    }

    /** Name to revision, in Redis. */
    Map<String, Long> hash(Namespace namespace) {
        var revisions = new TreeMap<String, Long>();
        envelopes(namespace).forEach((name, envelope) -> {
            var parts = ENVELOPE.matcher(envelope);
            assertThat(parts.matches()).as(envelope).isTrue();
            revisions.put(name, Long.valueOf(parts.group(1)));
        });
        return revisions;
    }

    private Map<String, String> hashValues(Namespace namespace) {
        var values = new TreeMap<String, String>();
        envelopes(namespace).forEach((name, envelope) -> {
            int at = envelope.indexOf(",\"value\":");
            values.put(
                    name,
                    at < 0
                            ? "tombstone null"
                            : "present " + envelope.substring(at + ",\"value\":".length(), envelope.length() - 1));
        });
        return values;
    }

    private Map<String, String> envelopes(Namespace namespace) {
        var flat = list("HGETALL", key(namespace, "settings"));
        var envelopes = new TreeMap<String, String>();
        for (int i = 0; i < flat.size(); i += 2) {
            envelopes.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
        }
        return envelopes;
    }

    private List<?> list(String... words) {
        @Nullable Object answer = redis.command(words);
        if (answer instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException("answer to " + words[0] + ": " + answer);
    }

    private static String key(Namespace namespace, String what) {
        return "sluice:{" + namespace + "}:" + what;
    }
}
