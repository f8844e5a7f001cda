package io.sluice.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunQuery;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.schedule.Schedule.State;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.quartz.SchedulerException;
import org.springframework.batch.core.BatchStatus;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final RunQuery ALL = new RunQuery(null, null, null, null, 1000);

    private RedisServer redis;
    private String database;
    private BatchNode node;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        database = DatabaseServer.shared().freshSchema("schedule_it");
        node = BatchNode.start(redis, database, "sluice.schedule.drain.every=200ms");
    }

    @AfterAll
    void stop() {
        node.close();
        redis.close();
    }

    @Test
    void scheduleWhenThereIsNothingToDoThenItLeavesNoTrace() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        awaitClean(namespace);
        Deadline.await(
                "run ended", LONGEST, () -> node.runs().list(ALL).stream().noneMatch(run -> run.isRunning()));
        int runs = node.runs().list(ALL).size();
        long fired = fired();

        Deadline.await("five more firings", LONGEST, () -> fired() >= fired + 5);

        assertThat(node.runs().list(ALL)).hasSize(runs);
        assertThat(node.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION")).isEqualTo(runs);
    }

    @Test
    void scheduleWhenSomethingIsDirtyThenDrainedAndTheRunSaysThatTheScheduleDidIt() throws SchedulerException {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");

        awaitClean(namespace);

        Deadline.await(
                "run ended", LONGEST, () -> node.runs().list(ALL).stream().noneMatch(run -> run.isRunning()));
        var run = node.runs().list(ALL).get(0);
        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.trigger())
                .isEqualTo(new Trigger(Trigger.Kind.SCHEDULE, node.runs().node()));
        assertThat(run.scope().namespace()).isNull();
    }

    @Test
    void scheduleWhenRedisWasAwayThenItDrainsAgainByItself() {
        var namespace = node.namespace();
        redis.stop();
        long fired = fired();
        Deadline.await("firings without Redis", LONGEST, () -> fired() >= fired + 3);
        redis.start();
        Deadline.await("write", LONGEST, () -> isWritten(namespace));

        awaitClean(namespace);
    }

    @Test
    void nextWhenAClockThatWasAheadHasPutItOffThenDueByThisOne() {
        // Paused, nobody has it in hand who would write another time over it.
        node.bean(Schedule.class).pause("drain");
        Deadline.await("firings ended", LONGEST, () -> node.count("SELECT COUNT(*) FROM QRTZ_FIRED_TRIGGERS") == 0);
        // A node whose clock is an hour ahead leaves that behind.
        node.jdbc()
                .update(
                        "UPDATE QRTZ_TRIGGERS SET NEXT_FIRE_TIME = ?, TRIGGER_STATE = 'WAITING' WHERE JOB_NAME = 'drain'",
                        Instant.now().plusSeconds(3600).toEpochMilli());
        node.jdbc().update("DELETE FROM QRTZ_PAUSED_TRIGGER_GRPS");
        var namespace = node.namespace();
        node.put(namespace, "a", "1");

        awaitClean(namespace);

        assertThat(next()).isBefore(Instant.now().plusSeconds(60));
    }

    @Test
    void pauseWhenPausedThenNothingStartsAndAfterwardsAllIsMadeUpFor() {
        var schedule = node.bean(Schedule.class);
        assertThat(schedule.pause("drain"))
                .hasValueSatisfying(line -> assertThat(line.state()).isEqualTo(State.PAUSED));
        Deadline.await(
                "run ended", LONGEST, () -> node.runs().list(ALL).stream().noneMatch(run -> run.isRunning()));
        long fired = fired();
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        // Longer than some intervals, and than a look for what is due later than it may be.
        var until = Instant.now().plusSeconds(6);
        Deadline.await("time over", LONGEST, () -> Instant.now().isAfter(until));

        assertThat(node.backlog().state(namespace).dirty()).isOne();
        assertThat(fired()).isEqualTo(fired);

        long misfires = line("drain").misfires();
        assertThat(schedule.resume("drain"))
                .hasValueSatisfying(line -> assertThat(line.state()).isNotEqualTo(State.PAUSED));
        awaitClean(namespace);
        assertThat(line("drain").misfires()).isEqualTo(misfires + 1);
    }

    @Test
    void pauseWhenThereIsNoSuchJobThenEmpty() {
        assertThat(node.bean(Schedule.class).pause("brew")).isEmpty();
        assertThat(node.bean(Schedule.class).resume("brew")).isEmpty();
    }

    @Test
    void resumeWhenQuartzHasGivenUpThenItFiresAgain() {
        var schedule = node.bean(Schedule.class);
        Deadline.await("given up", LONGEST, () -> {
            node.jdbc().update("UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = 'ERROR' WHERE JOB_NAME = 'drain'");
            return line("drain").state() == State.ERROR;
        });
        schedule.resume("drain");
        long fired = fired();
        Deadline.await("fires", LONGEST, () -> fired() > fired);
    }

    private Instant next() {
        return Objects.requireNonNull(line("drain").nextFireAt());
    }

    private Schedule.Line line(String job) {
        return node.bean(Schedule.class).lines().stream()
                .filter(line -> line.job().equals(job))
                .findFirst()
                .orElseThrow();
    }

    private boolean isWritten(Namespace namespace) {
        try {
            node.put(namespace, "b", "1");
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    private void awaitClean(Namespace namespace) {
        Deadline.await("namespace drained", LONGEST, () -> isClean(namespace));
        assertThat(node.archived(namespace)).isNotEmpty();
    }

    /** The connection of the test itself may be away longer than that of the run. */
    private boolean isClean(Namespace namespace) {
        try {
            return node.backlog().state(namespace).isEmpty();
        } catch (StoreException e) {
            return false;
        }
    }

    private long fired() {
        return node.count("SELECT TIMES_TRIGGERED FROM QRTZ_SIMPLE_TRIGGERS");
    }
}
