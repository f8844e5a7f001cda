package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.batch.ApiNode;
import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunQuery;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.store.Restoration;
import io.sluice.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.batch.core.BatchStatus;

/** R5: one key of a namespace is gone, or is something else. Beside it are an archive, an api node and a namespace that is sound. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedKeysIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SCHEMA = "damaged_keys_it";

    private RedisServer redis;
    private BatchNode batch;
    private Copies copies;
    private ApiNode api;

    private Namespace namespace;
    private Keyspace keys;
    private Acknowledged acknowledged;
    /** Comes behind the damaged one in all that goes through the namespaces in order. */
    private Namespace sound;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        batch = BatchNode.start(
                redis,
                DatabaseServer.shared().freshSchema(SCHEMA),
                "spring.quartz.auto-startup=false",
                "sluice.schedule.drain.every=200ms",
                "sluice.restore.every=200ms");
        copies = new Copies(redis, batch.jdbc());
        api = ApiNode.start(redis.host(), redis.port());
    }

    @AfterAll
    void stop() {
        api.close();
        batch.close();
        redis.close();
    }

    @BeforeEach
    void write() {
        var id = UUID.randomUUID();
        namespace = new Namespace("a-" + id);
        sound = new Namespace("b-" + id);
        batch.create(namespace);
        batch.create(sound);
        awaitComplete(namespace);
        awaitComplete(sound);
        keys = new Keyspace(redis, namespace);
        acknowledged = new Acknowledged(batch, namespace);
        acknowledged.writeArchivedAndNewer();
        awaitEqual();
    }

    @AfterEach
    void holdTheScheduleAndLeaveNoDamage() throws SchedulerException {
        batch.bean(Scheduler.class).standby();
        keys.deleteForeign();
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "feed", "dirty", "tombstones", "history", "meta", "quarantine"})
    void r5KeyWhenItIsOfAnotherTypeThenIsToldAndNothingIsHalfWrittenAndNoOtherNamespaceIsHeldUp(String key)
            throws SchedulerException {
        var rest = keys.everythingBut(key);
        var held = api.revisions(namespace);
        redis.command("DEL", keys.key(key));
        redis.command("SET", keys.key(key), "foreign");

        if (!key.equals("quarantine")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> batch.put(namespace, "kept", "7"))
                    .satisfies(failure -> {
                        assertThat(failure.reason()).isEqualTo(StoreException.Reason.DAMAGED);
                        assertThat(failure.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
                    });
            assertThat(keys.everythingBut(key)).isEqualTo(rest);
        }
        var value = batch.put(sound, "a", "1");
        batch.bean(Scheduler.class).start();
        Deadline.await("the sound one drained", SOON, () -> copies.isDrained(sound));
        assertThat(copies.revisions(sound)).containsEntry("a", value.micros());
        assertThat(api.revisions(namespace)).isEqualTo(held);
        if (!key.matches("feed|tombstones")) {
            // The drain does not need those.
            awaitFailedRun();
        }
        if (key.matches("settings|dirty|meta|quarantine")) {
            awaitHealth("namespace " + namespace + ": ");
        }

        // Nobody else may throw away what Sluice did not write.
        redis.command("DEL", keys.key(key));
        requireRebuilt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "feed", "meta"})
    void r5KeyWhenItIsGoneThenIsRebuiltWithoutAnybodysHelp(String key) throws SchedulerException {
        redis.command("DEL", keys.key(key));
        batch.bean(Scheduler.class).start();
        awaitComplete(namespace);
        requireRebuilt();
        keys.requireSound();
    }

    /** With the next write, at the latest. */
    private void requireRebuilt() {
        acknowledged.put("after", "1");
        Deadline.await("rebuilt", SOON, () -> copies.hash(namespace).equals(acknowledged.revisions()));
        awaitComplete(namespace);
        awaitEqual();
        assertThat(api.dropped()).isEmpty();
        run("verify", Map.of("repair", "true"));
        Deadline.await("drained", SOON, () -> copies.isDrained(namespace));
        copies.requireSame(namespace);
        assertThat(copies.revisions(namespace)).isEqualTo(acknowledged.revisions());
    }

    private void awaitEqual() {
        Deadline.await(
                "node has caught up",
                SOON,
                () -> api.isLive(namespace) && api.revisions(namespace).equals(copies.hash(namespace)));
    }

    private void awaitComplete(Namespace namespace) {
        Deadline.await(
                "complete",
                SOON,
                () -> batch.bean(Restoration.class).condition(namespace).isComplete());
    }

    private void awaitFailedRun() {
        Deadline.await(
                "a run says so",
                SOON,
                () -> batch.runs().list(new RunQuery("drain", BatchStatus.FAILED, null, null, 5)).stream()
                        .anyMatch(run -> String.valueOf(run.error()).contains(namespace.text())
                                && String.valueOf(run.error()).contains("WRONGTYPE")));
    }

    private void awaitHealth(String reason) {
        Deadline.await(
                "health says so", SOON, () -> batch.health("drain").toString().contains(reason));
        assertThat(new BatchHttp(batch).get("/actuator/health").statusCode()).isEqualTo(200);
    }

    private void run(String job, Map<String, String> options) {
        var request =
                new RunRequest(job, new RunScope(namespace), options, new Trigger(Trigger.Kind.OPERATOR, "olga"), null);
        assertThat(batch.await(batch.runs().start(request)).status()).isEqualTo(BatchStatus.COMPLETED);
    }
}
