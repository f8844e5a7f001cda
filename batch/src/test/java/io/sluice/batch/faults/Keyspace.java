package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of a namespace, seen from outside: by Redis' own commands. */
final class Keyspace {
    private static final Pattern ENVELOPE =
            Pattern.compile("\\{\"revision\":(\\d+),\"kind\":\"(\\w+)\",.*", Pattern.DOTALL);

    private static final Map<String, Function<Keyspace, Object>> READERS = Map.of(
            "settings", keys -> keys.hash("settings"),
            "feed", keys -> keys.scores("feed"),
            "dirty", keys -> keys.scores("dirty"),
            "tombstones", keys -> keys.scores("tombstones"),
            "quarantine", keys -> keys.hash("quarantine"),
            "history", keys -> keys.list("XRANGE", keys.key("history"), "-", "+"),
            "meta", keys -> keys.hash("meta"));

    private final RedisServer redis;
    private final String prefix;

    Keyspace(RedisServer redis, Namespace namespace) {
        this.redis = redis;
        this.prefix = "sluice:{" + namespace + "}:";
    }

    /** The name of a key. */
    String key(String what) {
        return prefix + what;
    }

    /** All that a write touches, but for its request. */
    Map<String, Object> everything() {
        return everythingBut("");
    }

    /** The same without one of the keys. */
    Map<String, Object> everythingBut(String what) {
        var rest = new TreeMap<String, Object>();
        READERS.forEach((key, reader) -> {
            if (!key.equals(what)) {
                rest.put(key, reader.apply(this));
            }
        });
        return rest;
    }

    /** Whether the keys of a namespace that has not been compacted, and whose history is kept, fit together. */
    void requireSound() {
        var envelopes = hash("settings");
        var feed = scores("feed");
        var meta = hash("meta");
        assertThat(feed.keySet()).as("feed").isEqualTo(envelopes.keySet());
        assertThat(new TreeSet<>(feed.values())).as("offsets").hasSameSizeAs(feed.values());
        assertThat(feed.values().stream().mapToLong(Long::longValue).max().orElse(0))
                .as("last offset")
                .isEqualTo(number(meta, "offset"));
        var tombstones = new TreeMap<String, Long>();
        envelopes.forEach((name, envelope) -> {
            var parts = ENVELOPE.matcher(envelope);
            assertThat(parts.matches()).as(envelope).isTrue();
            long revision = Long.parseLong(parts.group(1));
            assertThat(revision).as(name).isLessThanOrEqualTo(number(meta, "revision"));
            if (parts.group(2).equals("tombstone")) {
                tombstones.put(name, revision);
            }
        });
        assertThat(scores("tombstones")).as("tombstones").isEqualTo(tombstones);
        assertThat(envelopes.keySet()).as("names").containsAll(scores("dirty").keySet());
        requireHistory(envelopes, number(meta, "history"));
    }

    private void requireHistory(Map<String, String> envelopes, long counted) {
        var newest = new TreeMap<String, String>();
        var places = new ArrayList<Long>();
        for (var record : list("XRANGE", key("history"), "-", "+")) {
            var fields = (List<?>) Objects.requireNonNull(((List<?>) record).get(1));
            newest.put(field(fields, "name"), field(fields, "new"));
            places.add(Long.valueOf(String.valueOf(((List<?>) record).get(0)).split("-", 2)[1]));
        }
        assertThat(places).as("places in the history").isSorted().doesNotHaveDuplicates();
        assertThat(places.isEmpty() ? 0 : places.get(places.size() - 1))
                .as("last place in the history")
                .isEqualTo(counted);
        newest.forEach((name, envelope) -> assertThat(envelopes).as("history").containsEntry(name, envelope));
    }

    /** A hash. */
    Map<String, String> hash(String what) {
        var flat = list("HGETALL", key(what));
        var fields = new TreeMap<String, String>();
        for (int i = 0; i < flat.size(); i += 2) {
            fields.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
        }
        return fields;
    }

    /** A sorted set. */
    Map<String, Long> scores(String what) {
        var flat = list("ZRANGE", key(what), "0", "-1", "WITHSCORES");
        var scores = new TreeMap<String, Long>();
        for (int i = 0; i < flat.size(); i += 2) {
            scores.put(String.valueOf(flat.get(i)), Long.valueOf(String.valueOf(flat.get(i + 1))));
        }
        return scores;
    }

    private List<?> list(String... words) {
        @Nullable Object answer = redis.command(words);
        if (answer instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException("answer to " + words[0] + ": " + answer);
    }

    /** What is there and is a string, as no key of a namespace is that does not expire. */
    void deleteForeign() {
        READERS.keySet().stream()
                .map(this::key)
                .filter(key -> "string".equals(redis.command("TYPE", key)))
                .forEach(key -> redis.command("DEL", key));
    }

    /** The revisions of the changes of a name, of those that are kept. */
    List<Long> historyOf(String name) {
        var revisions = new ArrayList<Long>();
        for (var record : list("XRANGE", key("history"), "-", "+")) {
            if (field((List<?>) Objects.requireNonNull(((List<?>) record).get(1)), "name")
                    .equals(name)) {
                revisions.add(
                        Long.valueOf(String.valueOf(((List<?>) record).get(0)).split("-", 2)[0]));
            }
        }
        return revisions;
    }

    private static long number(Map<String, String> fields, String field) {
        return Long.parseLong(fields.getOrDefault(field, "0"));
    }

    private static String field(List<?> fields, String name) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (name.equals(fields.get(i))) {
                return String.valueOf(fields.get(i + 1));
            }
        }
        throw new IllegalArgumentException("fields: %s (expected: %s among them)".formatted(fields, name));
    }
}
