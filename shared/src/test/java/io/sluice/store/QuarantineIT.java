package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.Quarantine.Refused;
import io.sluice.store.WriteResult.Applied;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class QuarantineIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());
    private static final SettingName A = new SettingName("a");

    private final Namespace namespace = newNamespace();
    private final Backlog backlog = STORE.backlog();
    private final Quarantine quarantine = STORE.quarantine();

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void putWhenRefusedThenStaysDirtyAndIsPassedOverWithItsReason() {
        var bad = write(put("a", "1"));
        var good = write(put("b", "1"));
        assertThat(refuse(quarantine, bad)).isOne();
        assertThat(backlog.peek(namespace).entries()).containsExactly(good);
        assertThat(backlog.state(namespace)).isEqualTo(new BacklogState(2, 1, good.revision(), 1, 2));
        var item = quarantine.list(namespace, null, 10).get(0);
        assertThat(item.refused()).isEqualTo(refused(bad));
        assertThat(item.attempts()).isOne();
        assertThat(Duration.between(item.since(), item.nextRetry()))
                .isBetween(Duration.ofSeconds(48), Duration.ofMinutes(1));
        assertThat(STORE.quarantine().put(namespace, List.of())).isZero();
    }

    @Test
    void putWhenRefusedAgainAndAgainThenTheDelayDoublesUpToTheLongest() {
        var bad = write(put("a", "1"));
        var delays = new RetryDelays(Duration.ofMinutes(1), Duration.ofMinutes(3));
        for (int attempt = 1; attempt <= 4; attempt++) {
            refuse(STORE.quarantine(delays), bad);
            var item = quarantine.list(namespace, null, 1).get(0);
            assertThat(item.attempts()).isEqualTo(attempt);
            var longest = Duration.ofMinutes(List.of(1, 2, 3, 3).get(attempt - 1));
            // Counted from the attempt, which comes after the first.
            assertThat(Duration.between(item.since(), item.nextRetry()))
                    .isBetween(longest.multipliedBy(8).dividedBy(10), longest.plusSeconds(5));
        }
    }

    @Test
    void putWhenTheHashHoldsAnotherRevisionOrItIsArchivedThenNothingIsKept() {
        var old = write(put("a", "1"));
        var newer = write(put("a", "2"));
        assertThat(refuse(quarantine, old)).isZero();
        acknowledge(newer);
        assertThat(refuse(quarantine, newer)).isZero();
        assertThat(REDIS.command("HLEN", "sluice:{" + namespace + "}:quarantine"))
                .isEqualTo(0L);
    }

    @Test
    void entryWhenItIsDueThenIsTakenUpAgainThoughStillInQuarantine() {
        var bad = write(put("a", "1"));
        refuse(STORE.quarantine(new RetryDelays(Duration.ofMillis(200), Duration.ofSeconds(1))), bad);
        assertThat(backlog.peek(namespace).entries()).isEmpty();
        await().until(() -> !backlog.peek(namespace).entries().isEmpty());
        var state = backlog.state(namespace);
        assertThat(state.due()).isOne();
        assertThat(state.quarantined()).isOne();
        assertThat(state.oldest()).isEqualTo(bad.revision());
    }

    @Test
    void entryWhenChangedThenIsTakenUpAtOnceAndCountsNoMore() {
        refuse(quarantine, write(put("a", "1")));
        var newer = write(put("a", "2"));
        assertThat(backlog.peek(namespace).entries()).containsExactly(newer);
        assertThat(quarantine.list(namespace, null, 10)).isEmpty();
        assertThat(backlog.state(namespace).quarantined()).isZero();
        assertThat(quarantine.retry(namespace, A)).isFalse();
        assertThat(quarantine.discard(namespace, A)).isNull();
        acknowledge(newer);
        assertThat(REDIS.command("HLEN", "sluice:{" + namespace + "}:quarantine"))
                .isEqualTo(0L);
    }

    @Test
    void acknowledgeWhenOlderThanWhatIsRefusedThenStaysInQuarantine() {
        var old = write(put("a", "1"));
        refuse(quarantine, write(put("a", "2")));
        acknowledge(old);
        assertThat(quarantine.list(namespace, null, 10)).hasSize(1);
    }

    @Test
    void retryWhenInQuarantineThenIsDueAtOnce() {
        var bad = write(put("a", "1"));
        refuse(quarantine, bad);
        assertThat(quarantine.retry(namespace, A)).isTrue();
        assertThat(backlog.peek(namespace).entries()).containsExactly(bad);
        assertThat(quarantine.list(namespace, null, 10).get(0).attempts()).isOne();
        assertThat(quarantine.retry(namespace, new SettingName("b"))).isFalse();
    }

    @Test
    void discardWhenInQuarantineThenIsDirtyNoMoreAndTheSettingStays() {
        var bad = write(put("a", "1"));
        refuse(quarantine, bad);
        var item = Objects.requireNonNull(quarantine.discard(namespace, A));
        assertThat(item.refused()).isEqualTo(refused(bad));
        assertThat(backlog.state(namespace).dirty()).isZero();
        assertThat(STORE.settings().read(namespace, A)).contains(bad);
        assertThat(quarantine.discard(namespace, A)).isNull();
    }

    @Test
    void listWhenThereAreManyThenPagesComeInTheOrderOfBytes() {
        // In UTF-16 the last two stand the other way round.
        var names = List.of("B", "a", "b", "é", "\uFB01x", "\uD83D\uDE00");
        for (var name : List.of(names.get(5), names.get(0), names.get(4), names.get(1), names.get(3), names.get(2))) {
            refuse(quarantine, write(put(name, "1")));
        }
        var first = quarantine.list(namespace, null, 4);
        var rest = quarantine.list(namespace, first.get(3).refused().name(), 4);
        assertThat(first).extracting(item -> item.refused().name().text()).containsExactly("B", "a", "b", "é");
        assertThat(rest).extracting(item -> item.refused().name().text()).containsExactly("\uFB01x", "\uD83D\uDE00");
    }

    @Test
    void listWhenTheErrorIsLongOrTheItemForeignThenItIsCutOrPassedOver() {
        var bad = write(put("a", "1"));
        quarantine.put(namespace, List.of(new Refused(A, bad.revision(), null, "\"}x\n".repeat(1000))));
        write(put("b", "1"));
        REDIS.command("HSET", "sluice:{" + namespace + "}:quarantine", "b", "by hand");
        assertThat(quarantine.list(namespace, null, 10)).singleElement().satisfies(item -> {
            assertThat(item.refused().sqlState()).isNull();
            assertThat(item.refused().error())
                    .startsWith("\"}x\n")
                    .endsWith("…")
                    .hasSize(2001);
        });
        assertThat(backlog.state(namespace).quarantined()).isOne();
    }

    private int refuse(Quarantine quarantine, Entry entry) {
        return quarantine.put(namespace, List.of(refused(entry)));
    }

    private static Refused refused(Entry entry) {
        return new Refused(entry.name(), entry.revision(), "22001", "Data too long for \"value\"");
    }

    private void acknowledge(Entry entry) {
        backlog.acknowledge(namespace, Map.of(entry.name(), entry.revision()));
    }

    private Entry write(Change change) {
        return ((Applied) STORE.settings().write(set(namespace, change)))
                .entries()
                .get(0);
    }
}
