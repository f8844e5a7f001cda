package io.sluice.watch;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a copy of a namespace holds, as text: that in Redis is read without the code under test.
 *
 * @param head epoch, offset and revision
 * @param envelopes of all entries, by name
 */
record Copy(String head, Map<String, String> envelopes) {
    static Copy inRedis(RedisServer redis, Namespace namespace) {
        var keys = "sluice:{" + namespace + "}:";
        var fields = list(redis.command("HGETALL", keys + "settings"));
        var envelopes = new HashMap<String, String>();
        for (int i = 0; i < fields.size(); i += 2) {
            envelopes.put(String.valueOf(fields.get(i)), String.valueOf(fields.get(i + 1)));
        }
        return new Copy(
                list(redis.command("HMGET", keys + "meta", "epoch", "offset", "revision"))
                        .toString(),
                envelopes);
    }

    static Copy of(Snapshot snapshot) {
        var envelopes = new HashMap<String, String>();
        snapshot.forEach(entry -> envelopes.put(entry.name().text(), envelope(entry)));
        var head = Objects.requireNonNull(snapshot.head());
        return new Copy(
                List.of(head.position().epoch(), head.position().offset(), head.revision())
                        .toString(),
                envelopes);
    }

    /** Where they differ, in words; a few places will do. */
    List<String> differences(Copy other) {
        if (!head.equals(other.head)) {
            return List.of("head: %s and %s".formatted(head, other.head));
        }
        var names = new TreeSet<>(envelopes.keySet());
        names.addAll(other.envelopes.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(envelopes.get(name), other.envelopes.get(name)))
                .map(name -> "%s: %s and %s".formatted(name, envelopes.get(name), other.envelopes.get(name)))
                .limit(5)
                .toList();
    }

    /** Of all entries, by name. */
    Map<String, Long> revisions() {
        var revisions = new HashMap<String, Long>();
        envelopes.forEach((name, envelope) -> revisions.put(
                name, Long.valueOf(envelope.substring("{\"revision\":".length(), envelope.indexOf(',')))));
        return revisions;
    }

    private static String envelope(Entry entry) {
        var value = entry instanceof Entry.Present setting ? ",\"value\":" + setting.value() : "";
        return "{\"revision\":%s,\"kind\":\"%s\",\"author\":\"%s\",\"reason\":\"%s\"%s}"
                .formatted(
                        entry.revision(),
                        value.isEmpty() ? "tombstone" : "present",
                        entry.author(),
                        entry.reason(),
                        value);
    }

    private static List<?> list(@Nullable Object reply) {
        return reply instanceof List<?> list ? list : List.of();
    }
}
