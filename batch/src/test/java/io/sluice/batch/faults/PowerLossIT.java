package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Durability;
import io.sluice.store.RedisStore;
import io.sluice.store.StoreException;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R2 where Redis forces every change to the disk: the power fails while it writes. All that was acknowledged is on the disk
 * then, and of the change set that it was at, which nobody was told of, any part.
 */
class PowerLossIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Namespace NAMESPACE = new Namespace("n");

    private final RedisServer redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "always"));
    private final Path file = AppendOnlyFile.of(redis);
    private final Keyspace keys = new Keyspace(redis, NAMESPACE);
    private final RedisStore store = TestStore.on(redis.host(), redis.port());

    /** Entries of every kind, some of which are archived; Redis has said that they are on its disk. */
    @BeforeEach
    void writeProven() throws Exception {
        store.settings().register(NAMESPACE);
        store.settings().write(set(put("a", "1"), put("b", "1"), put("gone", "1")));
        var archived = (Applied) store.settings().write(set(put("archived", "1")));
        store.backlog()
                .acknowledge(
                        NAMESPACE,
                        Map.of(new SettingName("archived"), archived.head().revision()));
        var written = (Applied) store.settings().write(set(new Change.Remove(new SettingName("gone"))));
        try (var proofs = store.proofs(1)) {
            proofs.prove(NAMESPACE, written, Durability.FSYNC).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        keys.requireSound();
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
    }

    @Test
    void r2RedisWhenThePowerFailsAtAnyByteOfAWriteThenItIsThereWholeOrNotAtAllAndAllBeforeIs() throws IOException {
        var acknowledged = keys.everything();
        int begin = (int) Files.size(file);
        store.settings().write(set(put("a", "2"), new Change.Remove(new SettingName("b")), put("c", "1")));
        var last = keys.everything();
        assertThat(last).isNotEqualTo(acknowledged);
        redis.kill();
        var whole = Files.readAllBytes(file);

        for (int cut = begin; cut <= whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            redis.start();
            assertThat(keys.everything())
                    .as("cut behind byte %d of %d", cut - begin, whole.length - begin)
                    .isEqualTo(cut < whole.length ? acknowledged : last);
            redis.kill();
        }
    }

    /** Its caller was told nothing, and repeats it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 99, 100})
    void r2WriteWhenThePowerFailsInItThenItsRepetitionHasOneEffect(int percent) throws IOException {
        var set = set(put("a", "2"), put("b", "2"), put("c", "1"));
        int begin = (int) Files.size(file);
        var first = (Applied) store.settings().write(set);
        redis.kill();
        var whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, begin + (whole.length - begin) * percent / 100));
        redis.start();

        var again = repeat(set);

        if (percent == 100) {
            assertThat(again.head()).isEqualTo(first.head());
        } else {
            assertThat(again.head().revision().micros())
                    .isGreaterThan(first.head().revision().micros());
        }
        assertThat(redis.command("XLEN", keys.key("history"))).isEqualTo(5L + 3L);
        keys.requireSound();
    }

    /** The same request, once Redis answers again. */
    private Applied repeat(ChangeSet set) {
        var answer = new AtomicReference<Applied>();
        Deadline.await("written", SOON, () -> {
            try {
                answer.set((Applied) store.settings().write(set));
                return true;
            } catch (StoreException e) {
                return false;
            }
        });
        return Objects.requireNonNull(answer.get());
    }

    private static ChangeSet set(Change... changes) {
        return new ChangeSet(NAMESPACE, List.of(changes), new Origin("a", null, RequestId.random()));
    }

    private static Change put(String name, String json) {
        return new Change.Put(new SettingName(name), new SettingValue(json));
    }
}
