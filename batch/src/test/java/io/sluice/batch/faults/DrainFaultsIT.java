package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** D1 and D5: processes that die, and one that was stopped and goes on with what it had. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrainFaultsIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** How long the stopped one stays so after all newer data is drained. */
    private static final Duration STOPPED = Duration.ofSeconds(Integer.getInteger("sluice.test.zombie.seconds", 2));

    private static final String SCHEMA = "drain_faults_it";
    private static final String EVERY = "sluice.schedule.drain.every=200ms";
    private static final String DEAD_AFTER = "sluice.run.dead-after=1s";

    private RedisServer redis;
    private String database;
    /** Its schedule runs only when the test says so. */
    private BatchNode survivor;

    private Copies copies;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        database = DatabaseServer.shared().freshSchema(SCHEMA);
        survivor = BatchNode.start(redis, database, EVERY, DEAD_AFTER, "spring.quartz.auto-startup=false");
        copies = new Copies(redis, survivor.jdbc());
    }

    @AfterAll
    void stop() {
        survivor.close();
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    void d1NodeWhenKilledAnywhereInARunThenNothingIsLostAndTheNextRunNeedsNobody(FailPoint point) throws Exception {
        var namespace = survivor.namespace();
        var revisions = write(namespace);

        try (var dying = BatchProcess.dying(point, redis, database, fast())) {
            dying.awaitDeath();
        }

        copies.requireLawful(namespace);
        surviveUntilDrained(namespace);
        copies.requireEqual(namespace, revisions);
    }

    /** D2. */
    @Test
    void d2NodeWhenTheReplyToACommitIsLostThenRepeatedWithoutEffectInTheSameRun() throws Exception {
        var namespace = survivor.namespace();
        var revisions = write(namespace);
        try (var losing = BatchProcess.losing(FailPoint.AFTER_COMMIT, redis, database, fast())) {
            Deadline.await("drained", LONGEST, () -> copies.isDrained(namespace));
            Deadline.await("told", LONGEST, () -> losing.log().contains("drain run"));
            assertThat(losing.log())
                    .contains(FailPoints.LOST + FailPoint.AFTER_COMMIT)
                    .contains("COMPLETED, entries: read 1501, written 1501, superseded 0, quarantined 0")
                    .doesNotContain("FAILED");
        }
        copies.requireEqual(namespace, revisions);
    }

    @Test
    void d5NodeWhenStoppedInARunAndGoingOnWithOldDataThenNothingGoesBack() throws Exception {
        var namespace = survivor.namespace();
        var revisions = write(namespace);
        try (var zombie = BatchProcess.held(FailPoint.BEFORE_UPSERT, redis, database, fast())) {
            zombie.awaitHeld();
            zombie.pause();
            // What it has in hand is old from here on.
            IntStream.range(0, 50)
                    .mapToObj(i -> survivor.put(namespace, "single", Integer.toString(-i))
                            .micros())
                    .forEach(revisions::add);
            revisions.add(survivor.remove(namespace, "n7").micros());
            surviveUntilDrained(namespace);
            var before = copies.revisions(namespace);
            long until = System.nanoTime() + STOPPED.toNanos();
            Deadline.await("time stopped", STOPPED.plus(LONGEST), () -> System.nanoTime() >= until);
            zombie.release();
            zombie.resume();
            Deadline.await(
                    "zombie has ended its run", LONGEST, () -> zombie.log().contains("drain run"));

            var after = copies.revisions(namespace);
            before.forEach(
                    (name, revision) -> assertThat(after.get(name)).as(name).isGreaterThanOrEqualTo(revision));
        }
        surviveUntilDrained(namespace);
        copies.requireEqual(namespace, revisions);
    }

    /** With a schedule of its own, which need not wait until the firing of the one that was killed before is recovered. */
    private static String[] fast() {
        return new String[] {
            EVERY, DEAD_AFTER, "spring.quartz.properties[org.quartz.scheduler.instanceName]=" + UUID.randomUUID()
        };
    }

    /** More than one page, removals, change sets and a setting that changes often. */
    private List<Long> write(Namespace namespace) {
        var revisions = new ArrayList<Long>();
        for (int set = 0; set < 3; set++) {
            var changes = IntStream.range(set * 500, (set + 1) * 500)
                    .mapToObj(i -> (Change) new Change.Put(new SettingName("n" + i), new SettingValue("" + i)))
                    .toArray(Change[]::new);
            revisions.addAll(Collections.nCopies(
                    changes.length, survivor.write(namespace, changes).micros()));
        }
        for (int i = 0; i < 5; i++) {
            revisions.add(survivor.put(namespace, "single", Integer.toString(i)).micros());
        }
        revisions.add(survivor.remove(namespace, "n1").micros());
        return revisions;
    }

    private void surviveUntilDrained(Namespace namespace) throws SchedulerException {
        var scheduler = survivor.bean(Scheduler.class);
        scheduler.start();
        try {
            Deadline.await("drained", LONGEST, () -> copies.isDrained(namespace));
        } finally {
            scheduler.standby();
        }
        Deadline.await(
                "runs ended",
                LONGEST,
                () -> survivor.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION WHERE STATUS IN ('STARTING', 'STARTED')"
                                + " AND JOB_EXECUTION_ID IN (SELECT job_execution_id FROM run_detail WHERE node <> '')"
                                + " AND END_TIME IS NULL AND LAST_UPDATED > UTC_TIMESTAMP() - INTERVAL 1 SECOND")
                        == 0);
    }
}
