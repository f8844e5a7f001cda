package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.FeedPage.Changes;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.WriteResult.Applied;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class CompactionIT {
    private static final RedisServer REDIS = RedisServer.launch();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());
    private static final Revision EVER = new Revision((1L << 53) - 1);

    private final Namespace namespace = newNamespace();
    private final String prefix = "sluice:{" + namespace + "}:";

    @AfterAll
    static void close() {
        STORE.close();
        REDIS.close();
    }

    @Test
    void compactWhenArchivedAndOldEnoughThenTombstonesAreGoneAndTheFloorIsTheHighestOfThem() {
        write(put("live", "1"));
        var early = write(remove("a"), remove("b"));
        var late = write(remove("c"));
        complete();
        drain();
        assertThat(compact(early.head().revision(), 100)).isEqualTo(2);
        assertThat(fields()).containsExactlyInAnyOrder("live", "c");
        assertThat(REDIS.command("ZRANGE", prefix + "feed", "0", "-1")).isEqualTo(List.of("live", "c"));
        assertThat(REDIS.command("ZRANGE", prefix + "tombstones", "0", "-1")).isEqualTo(List.of("c"));
        assertThat(REDIS.command("HGET", prefix + "meta", "floor")).isEqualTo("3");
        assertThat(compact(late.head().revision(), 100)).isOne();
        assertThat(REDIS.command("HGET", prefix + "meta", "floor")).isEqualTo("4");
        assertThat(compact(EVER, 100)).isZero();
        assertThat(STORE.feed().since(namespace, null)).isInstanceOfSatisfying(Changes.class, all -> {
            assertThat(all.coverage()).isEqualTo(Coverage.COMPLETE);
            assertThat(all.entries()).extracting(entry -> entry.name().text()).containsExactly("live");
        });
    }

    @Test
    void compactWhenThereAreMoreThanTheLimitThenDropsTheOldestAndSaysSo() {
        var old = write(remove("z"));
        write(remove("a"), remove("b"));
        complete();
        drain();
        assertThat(compact(EVER, 1)).isOne();
        assertThat(fields()).containsExactlyInAnyOrder("a", "b");
        assertThat(REDIS.command("HGET", prefix + "meta", "floor"))
                .isEqualTo(Long.toString(old.head().position().offset()));
        assertThat(compact(EVER, 2)).isEqualTo(2);
        assertThat(compact(EVER, 2)).isZero();
    }

    @Test
    void compactWhenSomeAreNotArchivedThenTheyStayAndHoldUpNoOther() {
        write(remove("dirty"));
        var archived = write(remove("archived"));
        complete();
        acknowledge(archived.entries());
        assertThat(compact(EVER, 1)).isOne();
        assertThat(fields()).containsExactly("dirty");
    }

    @Test
    void compactWhenNotCompleteThenNothingIsDropped() {
        write(remove("a"));
        drain();
        assertThat(compact(EVER, 100)).isZero();
        complete();
        REDIS.command("HSET", prefix + "settings", "foreign", "x");
        assertThat(compact(EVER, 100)).isZero();
        assertThat(REDIS.command("HGET", prefix + "meta", "floor")).isNull();
    }

    @Test
    void compactWhenTheNameIsBackThenOnlyTheIndexIsMended() {
        write(put("a", "1"));
        complete();
        drain();
        REDIS.command("ZADD", prefix + "tombstones", "1", "a");
        assertThat(compact(EVER, 100)).isZero();
        assertThat(fields()).containsExactly("a");
        assertThat(REDIS.command("ZCARD", prefix + "tombstones")).isEqualTo(0L);
    }

    @Test
    void compactWhenRedisIsFullThenStillMakesRoom() {
        write(remove("a"));
        complete();
        drain();
        REDIS.command("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThat(compact(EVER, 100)).isOne();
        } finally {
            REDIS.command("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void nextWhenTombstonesOfADeltaAreDroppedMeanwhileThenTheReaderTakesTheWhole() {
        var begin = write(put("gone", "1")).head().position();
        fill(1500);
        write(remove("gone"));
        fill(10);
        complete();
        drain();
        var page = (Changes) STORE.feed().since(namespace, begin);
        assertThat(page.coverage()).isEqualTo(Coverage.DELTA);
        assertThat(compact(EVER, 100)).isOne();
        while (page.coverage() == Coverage.DELTA) {
            page = (Changes) STORE.feed().next(namespace, page);
        }
        var names = new HashSet<>();
        page.entries().forEach(entry -> names.add(entry.name()));
        while (page.cursor() != null) {
            page = (Changes) STORE.feed().next(namespace, page);
            assertThat(page.coverage()).isEqualTo(Coverage.COMPLETE);
            page.entries().forEach(entry -> names.add(entry.name()));
        }
        assertThat(names).hasSize(1500);
    }

    private int compact(Revision upTo, int limit) {
        return STORE.compaction().compact(namespace, upTo, limit);
    }

    private void complete() {
        var restoration = STORE.restoration();
        assertThat(restoration.complete(
                        namespace, restoration.condition(namespace).life()))
                .isTrue();
    }

    private void drain() {
        acknowledge(STORE.backlog().peek(namespace).entries());
    }

    private void acknowledge(List<Entry> entries) {
        STORE.backlog()
                .acknowledge(namespace, entries.stream().collect(Collectors.toMap(Entry::name, Entry::revision)));
    }

    private List<String> fields() {
        var names = (List<?>) Objects.requireNonNull(REDIS.command("HKEYS", prefix + "settings"));
        return names.stream().map(String::valueOf).toList();
    }

    private void fill(int settings) {
        for (int begin = 0; begin < settings; begin += 500) {
            var changes = new Change[Math.min(500, settings - begin)];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = put("n" + (begin + i), "1");
            }
            write(changes);
        }
    }

    private Applied write(Change... changes) {
        return (Applied) STORE.settings().write(set(namespace, changes));
    }
}
