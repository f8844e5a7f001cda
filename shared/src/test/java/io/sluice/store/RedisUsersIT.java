package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each user of docs/redis/users.acl may do: what it is for, and nothing else. */
@Tag("servers")
class RedisUsersIT {
    private static final RedisServer REDIS = RedisServer.launch();
    private static final RedisStore API = TestStore.as(RedisUsers.API, REDIS.host(), REDIS.port());
    private static final RedisStore SUBSCRIBER = TestStore.as(RedisUsers.SUBSCRIBER, REDIS.host(), REDIS.port());
    private static final RedisStore BATCH = TestStore.as(RedisUsers.BATCH, REDIS.host(), REDIS.port());

    private final Namespace namespace = newNamespace();

    @AfterAll
    static void close() {
        API.close();
        SUBSCRIBER.close();
        BATCH.close();
        REDIS.close();
    }

    @Test
    void usersWhenTheyDoTheirWorkThenRedisRefusesNothing() {
        REDIS.command("ACL", "LOG", "RESET");
        API.settings().register(namespace);
        var messages = new AtomicInteger();
        var confirmed = new AtomicInteger();
        var subscriber = subscriber(confirmed, messages);
        var only = new Scope.Only(Set.of(namespace));
        var pulse = Duration.ofSeconds(1);
        var subscriptions = List.of(
                API.feed().subscribe(new Scope.All(), pulse, subscriber),
                SUBSCRIBER.feed().subscribe(new Scope.All(), pulse, subscriber),
                SUBSCRIBER.feed().subscribe(only, pulse, subscriber));
        await().until(() -> confirmed.get() >= 3);
        write();
        await().until(() -> messages.get() >= 3);
        subscriptions.forEach(Feed.Subscription::close);
        for (var store : List.of(API, SUBSCRIBER)) {
            assertThat(store.feed().since(namespace, null)).isInstanceOf(FeedPage.Changes.class);
            assertThat(store.feed().head(namespace)).isPresent();
            assertThat(store.feed().namespaces()).contains(namespace);
            store.nodes().report(report(namespace), Duration.ofSeconds(5));
        }
        assertThat(API.nodes().live()).hasSize(1);
        SUBSCRIBER.nodes().remove(report(namespace).id());
        drain();
        assertThat(BATCH.backlog().state(namespace).dirty()).isZero();
        refuse();
        restore();
        BATCH.restoration().rewriteFile();
        assertThat(BATCH.inspection().page(namespace, null).held()).hasSize(2);
        assertThat(BATCH.inspection().size(namespace)).isEqualTo(2);
        assertThat(BATCH.compaction().compact(namespace, new Revision((1L << 53) - 1), 10))
                .isOne();
        for (var store : List.of(API, SUBSCRIBER, BATCH)) {
            assertThat(store.feed().isComplete(namespace)).isTrue();
        }
        API.settings().write(set(namespace, put("a", "3"), put("c", "3")));
        assertThat(BATCH.backlog().namespaces()).contains(namespace);
        assertThat((List<?>) REDIS.command("ACL", "LOG")).isEmpty();
    }

    @Test
    void usersWhenTheyWriteWhatIsNotTheirsThenRefusedAndNothingIsChanged() {
        API.settings().register(namespace);
        var applied = write();
        var before = REDIS.command("HGETALL", "sluice:{" + namespace + "}:settings");
        var entries = applied.entries();
        for (var store : List.of(SUBSCRIBER, BATCH)) {
            assertRefused(() -> store.settings().write(set(namespace, put("a", "2"))));
        }
        assertRefused(() -> SUBSCRIBER.settings().merge(namespace, entries));
        assertRefused(() -> SUBSCRIBER.settings().register(namespace));
        assertRefused(() -> SUBSCRIBER.backlog().peek(namespace));
        var written = new HistoryRecord.Id(applied.head().revision(), 1);
        assertRefused(() -> API.backlog().acknowledgeHistory(namespace, written, 0));
        assertRefused(() -> BATCH.nodes().report(report(namespace), Duration.ofSeconds(5)));
        assertThat(REDIS.command("HGETALL", "sluice:{" + namespace + "}:settings"))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "sluice-subscriber, HSET sluice:{shop}:settings a b",
        "sluice-subscriber, HSET sluice:{shop}:meta epoch 1",
        "sluice-subscriber, DEL sluice:{shop}:settings",
        "sluice-subscriber, EVAL 'return 1' 1 sluice:{shop}:dirty",
        "sluice-subscriber, XRANGE sluice:{shop}:history - +",
        "sluice-subscriber, ZADD sluice:{shop}:dirty 1 a",
        "sluice-subscriber, PUBLISH sluice:{shop}:changes {}",
        "sluice-subscriber, SUBSCRIBE other",
        "sluice-subscriber, PSUBSCRIBE *",
        "sluice-subscriber, INFO",
        "sluice-subscriber, INFO server",
        "sluice-batch, DEL sluice:{shop}:settings",
        "sluice-batch, PUBLISH other {}",
        "sluice-batch, SUBSCRIBE sluice:{shop}:changes",
        "sluice-batch, PSUBSCRIBE sluice:{*}:changes",
        "sluice-batch, XADD sluice:{shop}:history * a b",
        "sluice-batch, SET sluice:{shop}:request:1 a",
        "sluice-batch, GET sluice:{shop}:mark",
        "sluice-batch, SREM sluice:namespaces shop",
        "sluice-batch, DEL sluice:installation",
        "sluice-batch, SET other 1",
        "sluice-api, HDEL sluice:{shop}:settings a",
        "sluice-api, XTRIM sluice:{shop}:history MAXLEN 0",
        "sluice-api, HSET sluice:{shop}:quarantine a b",
        "sluice-api, GET sluice:installation",
        "sluice-api, SET other 1",
        "sluice-api, GET other",
        "sluice-api, PUBLISH other {}"
    })
    void userWhenAnythingElseIsTriedThenNotAllowed(String user, String command) {
        assertThat(allowed(user, command)).as(command).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {RedisUsers.API, RedisUsers.SUBSCRIBER, RedisUsers.BATCH})
    void userWhenTheServerItselfIsMeantThenNotAllowed(String user) {
        var commands = List.of(
                "FLUSHALL", "FLUSHDB", "KEYS *", "SCAN 0", "CONFIG GET requirepass", "CONFIG SET save 1", "SHUTDOWN");
        var more = List.of(
                "DEBUG SLEEP 1", "ACL LIST", "ACL SETUSER x", "SCRIPT FLUSH", "SCRIPT KILL", "CLIENT LIST", "MONITOR");
        var most = List.of(
                "CLIENT KILL TYPE normal", "REPLICAOF NO ONE", "BGSAVE", "FUNCTION LIST", "MULTI", "EVAL_RO x 0");
        for (var list : List.of(commands, more, most)) {
            list.forEach(
                    command -> assertThat(allowed(user, command)).as(command).isFalse());
        }
        assertThat(allowed(user, "PING")).isTrue();
    }

    @Test
    void composedInstallationWhenItStartsRedisThenWithTheSameUsers() throws IOException {
        var composed = users(Path.of("..", "docker-compose.yml"));
        var documented = users(Path.of("..", "docs", "redis", "users.acl"));
        assertThat(composed.keySet()).containsExactlyInAnyOrder(RedisUsers.API, RedisUsers.BATCH);
        composed.forEach((user, rules) -> assertThat(documented).containsEntry(user, rules));
    }

    /** The rules of each, without its password. */
    private static Map<String, String> users(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith("user "))
                    .collect(Collectors.toMap(
                            line -> line.split(" ", 3)[1], line -> line.replaceFirst("#<[^>]*>|>\\S+", "password")));
        }
    }

    private static boolean allowed(String user, String command) {
        var words = ("ACL DRYRUN " + user + " " + command).split(" ");
        return "OK".equals(REDIS.command(words));
    }

    private WriteResult.Applied write() {
        return (WriteResult.Applied) API.settings().write(set(namespace, put("a", "1"), remove("b")));
    }

    private void drain() {
        var backlog = BATCH.backlog();
        var page = backlog.peek(namespace);
        backlog.acknowledge(namespace, page.entries().stream().collect(Collectors.toMap(Entry::name, Entry::revision)));
        var history = backlog.history(namespace, null, 10);
        backlog.acknowledgeHistory(namespace, history.get(history.size() - 1).id(), 0);
    }

    private void refuse() {
        var entry = ((WriteResult.Applied) API.settings().write(set(namespace, put("a", "2"))))
                .entries()
                .get(0);
        BATCH.quarantine()
                .put(namespace, List.of(new Quarantine.Refused(entry.name(), entry.revision(), "22001", "too long")));
        assertThat(BATCH.quarantine().list(namespace, null, 10)).hasSize(1);
        assertThat(BATCH.quarantine().retry(namespace, entry.name())).isTrue();
        assertThat(BATCH.quarantine().discard(namespace, entry.name())).isNotNull();
        assertThat(BATCH.inspection().markDirty(namespace, Map.of(entry.name(), entry.revision())))
                .isOne();
        BATCH.backlog().acknowledge(namespace, Map.of(entry.name(), entry.revision()));
    }

    /** What the hash lost, and what the feed lost; the archive still holds one of them. */
    private void restore() {
        REDIS.command("HDEL", "sluice:{" + namespace + "}:settings", "a");
        REDIS.command("ZREM", "sluice:{" + namespace + "}:feed", "b");
        REDIS.command("ZADD", "sluice:{" + namespace + "}:feed", "1", "lost", "2", "gone");
        var restoration = BATCH.restoration();
        restoration.register(namespace);
        var life = restoration.begin(namespace);
        var held = new Entry.Present(new SettingName("a"), new SettingValue("1"), new Revision(7), "alice", null);
        assertThat(restoration.merge(namespace, List.of(held))).isOne();
        assertThat(restoration.complete(namespace, life)).isTrue();
        assertThat(restoration.install("i-1")).isEqualTo("i-1");
        assertThat(restoration.installation()).isEqualTo("i-1");
    }

    private static NodeReport report(Namespace namespace) {
        return new NodeReport(
                "node-" + namespace,
                "localhost",
                "test",
                "1",
                "LIVE",
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                List.of(),
                null);
    }

    private static Feed.Subscriber subscriber(AtomicInteger confirmed, AtomicInteger messages) {
        return new Feed.Subscriber() {
            @Override
            public void confirmed() {
                confirmed.incrementAndGet();
            }

            @Override
            public void received(Delivery delivery) {
                messages.incrementAndGet();
            }

            @Override
            public void lost() {}
        };
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(call)
                .withMessageContaining("Redis refuses")
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(StoreException.Reason.REFUSED));
    }
}
