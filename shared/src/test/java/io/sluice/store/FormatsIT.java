package io.sluice.store;

import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RawSubscription;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What versions leave in Redis for each other. In {@code formats} is, for each version that changed it, what two writes and a
 * report come to: this version reads all of them, and writes as the last of them says, so that a version that knows that one
 * can read it. {@code -Dsluice.formats.keep=<version>} keeps what this version writes.
 */
class FormatsIT {
    private static final Path KEPT = Path.of("src", "test", "resources", "io", "sluice", "store", "formats");
    private static final Namespace SHOP = new Namespace("shop");
    private static final SettingName MAX = new SettingName("limits.max");
    private static final SettingName MIN = new SettingName("limits.min");
    private static final Origin ALICE = new Origin("alice", "more load, größer", new RequestId("8d1f"));
    private static final Origin BOB = new Origin("bob", null, new RequestId("8d20"));
    private static final List<Change> FIRST = List.of(put("limits.max", "{\"max\": 10, \"of\":[1.50,\"ü\"]}"));
    private static final List<Change> SECOND = List.of(remove("limits.max"), put("limits.min", "1"));
    private static final Instant STARTED = Instant.parse("2026-11-29T12:00:00.123456Z");

    /** What stands in a kept version in the place of what every Redis has of its own. */
    private static final Map<String, String> THEN = Map.of(
            "<epoch>", "1763848392000000-0123abcd", "<first>", "1763848392123456", "<second>", "1763848392123457");

    private final RedisServer redis = RedisServer.launch();
    private final RedisStore store = TestStore.on(redis.host(), redis.port());

    /**
     * What is in Redis, and what was published.
     *
     * @param keys by name: the command and the words that make each
     */
    private record Left(Map<String, List<String>> keys, List<String> messages) {
        Left {
            keys = new TreeMap<>(keys);
        }
    }

    @BeforeEach
    void createNamespace() {
        redis.command("SADD", "sluice:namespaces", SHOP.text());
    }

    @AfterEach
    void stop() {
        store.close();
        redis.close();
    }

    /** In the order of their numbers: 0.10.0 comes after 0.9.0. */
    static Stream<String> kept() throws IOException {
        try (var files = Files.list(KEPT)) {
            return files
                    .map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted(Comparator.comparing(FormatsIT::numbers, Arrays::compare))
                    .toList()
                    .stream();
        }
    }

    private static int[] numbers(String version) {
        return Pattern.compile("\\.")
                .splitAsStream(version)
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Test
    void writesWhenOfThisVersionThenAsTheLastKeptOneWroteThem() throws IOException {
        var left = leave();
        var keep = System.getProperty("sluice.formats.keep");
        if (keep != null) {
            Files.writeString(
                    KEPT.resolve(keep + ".json"),
                    JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(left) + "\n");
        }
        var last = kept().reduce((one, later) -> later).orElseThrow();
        assertThat(left).isEqualTo(read(last));
    }

    @ParameterizedTest
    @MethodSource("kept")
    void readsWhenWrittenByAKeptVersionThenFindWhatWasWritten(String version) throws IOException {
        var left = read(version);
        bring(left);
        var second = new Revision(Long.parseLong(value("<second>")));

        var page = (FeedPage.Changes) store.feed().since(SHOP, null);
        assertThat(page.head().revision()).isEqualTo(second);
        assertThat(page.head().position().offset()).isEqualTo(3);
        assertThat(page.coverage()).isEqualTo(FeedPage.Coverage.FULL);
        var tombstone = new Entry.Tombstone(MAX, second, "bob", null);
        var present = new Entry.Present(MIN, new SettingValue("1"), second, "bob", null);
        assertThat(page.entries()).isEqualTo(List.of(tombstone, present));
        assertThat(store.settings().read(SHOP, MIN)).contains(present);
        assertThat(store.backlog().peek(SHOP).entries()).containsExactlyInAnyOrder(tombstone, present);
        var history = store.backlog().history(SHOP, null, 10);
        assertThat(history).hasSize(3).first().satisfies(record -> {
            assertThat(record.entry())
                    .isEqualTo(FIRST.get(0).entry(ALICE, new Revision(Long.parseLong(value("<first>")))));
            assertThat(record.requestId()).isEqualTo(ALICE.requestId());
        });
        assertThat(store.nodes().live()).containsExactly(report(page.head()));
        assertThat(left.messages().stream()
                        .map(FormatsIT::concrete)
                        .map(Codec::message)
                        .map(Message::entries))
                .containsExactly(List.of(history.get(0).entry()), List.of(tombstone, present));

        // A request that was sent to the former version, and is sent again to this one.
        var again = (WriteResult.Applied) store.settings().write(new ChangeSet(SHOP, SECOND, BOB));
        assertThat(again.head()).isEqualTo(page.head());
        var next = (WriteResult.Applied)
                store.settings().write(new ChangeSet(SHOP, FIRST, new Origin("carol", null, RequestId.random())));
        assertThat(next.head().position().epoch())
                .isEqualTo(page.head().position().epoch());
        assertThat(next.head().position().offset()).isEqualTo(4);
    }

    /** Two writes and a report, with what differs from time to time left out. */
    private Left leave() throws IOException {
        try (var channel = RawSubscription.to(redis, List.of("sluice:{shop}:changes"))) {
            var first = (WriteResult.Applied) store.settings().write(new ChangeSet(SHOP, FIRST, ALICE));
            var second = (WriteResult.Applied) store.settings().write(new ChangeSet(SHOP, SECOND, BOB));
            store.nodes().report(report(second.head()), Duration.ofDays(1));
            var own = new LinkedHashMap<String, String>();
            own.put(second.head().position().epoch().text(), "<epoch>");
            own.put(first.head().revision().toString(), "<first>");
            own.put(second.head().revision().toString(), "<second>");
            own.put(replicationId(), "<replid>");
            own.put(asked("ZSCORE", "sluice:nodes", "node-1").toString(), "<until>");
            var keys = new TreeMap<String, List<String>>();
            for (var key : (List<?>) asked("KEYS", "*")) {
                keys.put(key.toString(), words(key.toString()));
            }
            var messages = List.of(text(channel.next()), text(channel.next()));
            var json = JsonMapper.shared();
            var text = json.writeValueAsString(new Left(keys, messages));
            for (var each : own.entrySet()) {
                text = text.replace(each.getKey(), each.getValue());
            }
            return json.readValue(text, Left.class);
        }
    }

    private static String text(RawSubscription.@Nullable Heard heard) {
        return Objects.requireNonNull(heard, "message").text();
    }

    /** The command that makes a key. */
    private List<String> words(String key) {
        var type = String.valueOf(redis.command("TYPE", key));
        return switch (type) {
            case "string" -> List.of("SET", key, String.valueOf(redis.command("GET", key)));
            case "set" -> listed("SADD", key, asked("SMEMBERS", key), 1);
            case "hash" -> listed("HSET", key, asked("HGETALL", key), 2);
            case "zset" -> {
                var members = listed("ZADD", key, asked("ZRANGE", key, "0", "-1", "WITHSCORES"), 2);
                for (int i = 2; i < members.size(); i += 2) {
                    members.add(i, members.remove(i + 1));
                }
                yield members;
            }
            case "stream" -> {
                var records = new ArrayList<>(List.of("XADD", key));
                for (var each : (List<?>) asked("XRANGE", key, "-", "+")) {
                    var parts = (List<?>) each;
                    records.add(String.valueOf(parts.get(0)));
                    var fields = listed("", "", Objects.requireNonNull(parts.get(1)), 2);
                    records.add(Integer.toString(fields.size() - 2));
                    records.addAll(fields.subList(2, fields.size()));
                }
                yield records;
            }
            default -> throw new IllegalStateException("key " + key + ": of type " + type);
        };
    }

    private Object asked(String... words) {
        return Objects.requireNonNull(redis.command(words), words[0]);
    }

    /** Members in their order, fields by their names. */
    private static List<String> listed(String command, String key, Object answer, int together) {
        var groups = new ArrayList<List<String>>();
        var all = ((List<?>) answer).stream().map(String::valueOf).toList();
        for (int i = 0; i < all.size(); i += together) {
            groups.add(all.subList(i, i + together));
        }
        if (!command.equals("ZADD")) {
            groups.sort((one, other) -> one.get(0).compareTo(other.get(0)));
        }
        var words = new ArrayList<>(List.of(command, key));
        groups.forEach(words::addAll);
        return words;
    }

    private void bring(Left left) {
        left.keys().values().forEach(words -> {
            var concrete = words.stream().map(this::brought).toList();
            if (concrete.get(0).equals("XADD")) {
                for (int i = 2; i < concrete.size(); ) {
                    int fields = Integer.parseInt(concrete.get(i + 1));
                    var record = new ArrayList<>(List.of("XADD", concrete.get(1), concrete.get(i)));
                    record.addAll(concrete.subList(i + 2, i + 2 + fields));
                    redis.command(record.toArray(String[]::new));
                    i += 2 + fields;
                }
            } else {
                redis.command(concrete.toArray(String[]::new));
            }
        });
    }

    private String brought(String word) {
        return concrete(word)
                .replace("<replid>", replicationId())
                .replace(
                        "<until>", Long.toString(Instant.now().plusSeconds(3600).getEpochSecond()));
    }

    private static String concrete(String word) {
        for (var each : THEN.entrySet()) {
            word = word.replace(each.getKey(), each.getValue());
        }
        return word;
    }

    private static String value(String placeholder) {
        return Objects.requireNonNull(THEN.get(placeholder), placeholder);
    }

    private String replicationId() {
        return Arrays.stream(
                        String.valueOf(redis.command("INFO", "replication")).split("\r\n"))
                .filter(line -> line.startsWith("master_replid:"))
                .map(line -> line.substring("master_replid:".length()))
                .findFirst()
                .orElseThrow();
    }

    private static NodeReport report(Head head) {
        return new NodeReport(
                "node-1",
                "host-1",
                "shop-service",
                "1.0",
                "LIVE",
                STARTED,
                STARTED.plusSeconds(60),
                new Scope.Only(Set.of(SHOP)),
                Map.of(SHOP, head),
                Map.of(SHOP, new Propagation(7, Duration.ofNanos(1_500_000), Duration.ofNanos(9_250_000))),
                List.of(new Rejection(SHOP, MIN, head.revision(), "too small: 1")),
                "once without Redis");
    }

    private static Left read(String version) throws IOException {
        return JsonMapper.shared().readValue(Files.readString(KEPT.resolve(version + ".json")), Left.class);
    }
}
