package io.sluice.api.admin;

import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import io.sluice.store.History;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult;
import io.sluice.watch.CurrentSnapshots;
import io.sluice.watch.Replica;
import io.sluice.watch.Replicas;
import io.sluice.watch.WatchState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What others write while a rollback is computed is not lost, and what Redis has lost is not guessed. */
class RollbackRaceIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());

    private final Namespace namespace = TestStore.newNamespace();

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void planWhenANameChangesMeanwhileThenItsWriteIsAConflict() {
        var to = write(put("a", "1"));
        write(put("a", "2"), put("b", "2"));
        var now = now();
        History busy = (space, name, before, limit) -> {
            write(put("a", "3"));
            return STORE.history().before(space, name, before, limit);
        };
        var plan = new Rollback(busy, now, to.head().revision(), Set.of()).plan();
        assertThat(names(plan)).containsExactlyInAnyOrder("a", "b");
        assertThat(carryOut(plan))
                .isInstanceOfSatisfying(
                        WriteResult.Conflict.class,
                        conflict -> assertThat(conflict.conflicts())
                                .extracting(found -> found.name().text())
                                .containsExactly("a"));
        assertThat(value("a")).isEqualTo("3");
        assertThat(value("b")).isEqualTo("2");
    }

    @Test
    void planWhenOtherNamesChangeMeanwhileThenTheyAreLeftAlone() {
        var to = write(put("a", "1"), put("c", "1"));
        write(put("a", "2"));
        var now = now();
        write(put("c", "3"), put("d", "3"));
        var plan = new Rollback(STORE.history(), now, to.head().revision(), Set.of()).plan();
        assertThat(names(plan)).containsExactly("a");
        assertThat(carryOut(plan)).isInstanceOf(WriteResult.Applied.class);
        assertThat(value("c")).isEqualTo("3");
        assertThat(value("a")).isEqualTo("1");
    }

    @Test
    void planWhenTheTombstoneWasCompactedThenTheSettingComesBack() {
        var to = write(put("a", "1"), put("b", "1"));
        write(remove("a"));
        REDIS.command("HDEL", "sluice:{" + namespace + "}:settings", "a");
        REDIS.command("ZREM", "sluice:{" + namespace + "}:feed", "a");
        var plan = new Rollback(STORE.history(), now(), to.head().revision(), Set.of()).plan();
        assertThat(names(plan)).containsExactly("a");
        assertThat(carryOut(plan)).isInstanceOf(WriteResult.Applied.class);
        assertThat(value("a")).isEqualTo("1");
    }

    @Test
    void planWhenRedisHasLostTheEntryThenItIsNotGuessed() {
        var to = write(put("a", "1"), put("b", "1"));
        write(put("a", "2"));
        REDIS.command("HDEL", "sluice:{" + namespace + "}:settings", "a");
        var rollback = new Rollback(STORE.history(), now(), to.head().revision(), Set.of());
        assertThatThrownBy(rollback::plan)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.CONFLICT));
    }

    @Test
    void planWhenAnEntryWasBroughtBackThenItsPastIsNotGuessed() {
        var to = write(put("a", "1"));
        var later = write(put("b", "1"));
        STORE.settings()
                .merge(
                        namespace,
                        List.of(new Entry.Present(
                                new SettingName("salvaged"),
                                put("salvaged", "7").value(),
                                later.head().revision(),
                                TestStore.AUTHOR,
                                null)));
        var rollback = new Rollback(STORE.history(), now(), to.head().revision(), Set.of());
        assertThatThrownBy(rollback::plan).isInstanceOf(ProblemException.class).hasMessageContaining("salvaged");
    }

    private WriteResult.Applied write(Change... changes) {
        return (WriteResult.Applied) STORE.settings().write(set(namespace, changes));
    }

    private WriteResult carryOut(Plan plan) {
        return STORE.settings()
                .write(new ChangeSet(
                        namespace, plan.changes(), new Origin(TestStore.AUTHOR, null, RequestId.random())));
    }

    private Snapshot now() {
        return new CurrentSnapshots(STORE.feed(), new NoReplicas())
                .read(namespace)
                .orElseThrow();
    }

    private String value(String name) {
        var entry = STORE.settings().read(namespace, new SettingName(name)).orElseThrow();
        return ((Entry.Present) entry).value().json();
    }

    private static Set<String> names(Plan plan) {
        return plan.changes().stream().map(change -> change.name().text()).collect(Collectors.toSet());
    }

    private static final class NoReplicas implements Replicas {
        @Override
        public Optional<Replica> find(Namespace namespace) {
            return Optional.empty();
        }

        @Override
        public List<Replica> all() {
            return List.of();
        }

        @Override
        public WatchState state() {
            return WatchState.SYNCING;
        }
    }
}
