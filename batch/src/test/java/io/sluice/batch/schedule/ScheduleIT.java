package io.sluice.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunQuery;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.store.StoreException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleTrigger;
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
                .isEqualTo(new Trigger(
                        Trigger.Kind.SCHEDULE, node.bean(Scheduler.class).getSchedulerInstanceId()));
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
    void startWhenTheConfigurationHasChangedThenTheStoredTriggerToo() throws SchedulerException {
        var name = "spring.quartz.properties[org.quartz.scheduler.instanceName]=changing";
        var schema = DatabaseServer.shared().freshSchema("schedule_change_it");
        try (var first = BatchNode.start(redis, schema, name, "sluice.schedule.drain.every=1h")) {
            assertThat(first.bean(Scheduler.class).getTrigger(ScheduleConfiguration.DRAIN_TRIGGER))
                    .isInstanceOfSatisfying(
                            SimpleTrigger.class,
                            trigger -> assertThat(trigger.getRepeatInterval()).isEqualTo(3_600_000));
        }
        try (var second = BatchNode.start(
                redis,
                schema,
                name,
                "sluice.schedule.drain.cron=0 0 3 * * ?",
                "sluice.schedule.drain.zone=Asia/Tokyo")) {
            assertThat(second.bean(Scheduler.class).getTrigger(ScheduleConfiguration.DRAIN_TRIGGER))
                    .isInstanceOfSatisfying(CronTrigger.class, trigger -> {
                        assertThat(trigger.getCronExpression()).isEqualTo("0 0 3 * * ?");
                        assertThat(trigger.getTimeZone().getID()).isEqualTo("Asia/Tokyo");
                    });
            assertThat(second.count("SELECT COUNT(*) FROM QRTZ_TRIGGERS")).isOne();
        }
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
