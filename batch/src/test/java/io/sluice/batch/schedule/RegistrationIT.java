package io.sluice.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.batch.BatchNode;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Misfires;
import io.sluice.batch.schedule.Schedule.Line;
import io.sluice.batch.schedule.Schedule.State;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;

/** What becomes of the stored schedule when nodes start. Quartz does not, so that nothing else changes it meanwhile. */
class RegistrationIT {
    private final RedisServer redis = RedisServer.shared();
    private final String cluster = "spring.quartz.properties[org.quartz.scheduler.instanceName]=" + UUID.randomUUID();
    private String schema;

    @BeforeEach
    void fresh() {
        schema = DatabaseServer.shared().freshSchema("registration_it");
    }

    @Test
    void startWhenTheConfigurationHasChangedThenTheStoredTriggerToo() {
        try (var first = start("sluice.schedule.drain.every=1h")) {
            assertThat(line(first).schedule()).isEqualTo("every 1h");
        }
        try (var second = start("sluice.schedule.drain.cron=0 0 3 * * ?", "sluice.schedule.drain.zone=Asia/Tokyo")) {
            assertThat(line(second).schedule()).isEqualTo("cron 0 0 3 * * ? Asia/Tokyo");
            assertThat(second.count("SELECT COUNT(*) FROM QRTZ_TRIGGERS WHERE JOB_NAME = 'drain'"))
                    .isOne();
        }
        try (var third = start("sluice.schedule.drain.enabled=false")) {
            assertThat(line(third)).isEqualTo(new Line("drain", null, State.NONE, null, null, 0, null, null));
            assertThat(third.count("SELECT COUNT(*) FROM QRTZ_TRIGGERS WHERE JOB_NAME = 'drain'"))
                    .isZero();
        }
    }

    @Test
    void startWhenTheScheduleIsTheSameThenItKeepsItsTimes() {
        Line before;
        try (var first = start("sluice.schedule.drain.every=1h")) {
            before = line(first);
            assertThat(before.nextFireAt()).isNotNull();
        }
        try (var second = start("sluice.schedule.drain.every=60m")) {
            assertThat(line(second)).isEqualTo(before);
        }
    }

    @Test
    void startWhenItWasPausedThenItStaysSoWhateverIsConfiguredNow() {
        try (var first = start("sluice.schedule.drain.every=1h")) {
            first.bean(Schedule.class).pause("drain");
        }
        try (var second = start("sluice.schedule.drain.every=1h")) {
            assertThat(line(second).state()).isEqualTo(State.PAUSED);
        }
        try (var third = start("sluice.schedule.drain.every=2h")) {
            assertThat(line(third).schedule()).isEqualTo("every 2h");
            assertThat(line(third).state()).isEqualTo(State.PAUSED);
        }
        try (var fourth = start("sluice.schedule.drain.enabled=false")) {
            assertThat(line(fourth).state()).isEqualTo(State.PAUSED);
        }
        try (var fifth = start("sluice.schedule.drain.every=2h")) {
            assertThat(line(fifth).state()).isEqualTo(State.PAUSED);
            assertThat(fifth.count("SELECT COUNT(*) FROM QRTZ_TRIGGERS WHERE JOB_NAME = 'drain'"
                            + " AND TRIGGER_STATE = 'PAUSED'"))
                    .isOne();
            fifth.bean(Schedule.class).resume("drain");
            assertThat(line(fifth).state()).isEqualTo(State.WAITING);
        }
    }

    @Test
    void startWhenAJobIsNoMoreThenItsTriggersAreNeither() throws Exception {
        try (var first = start("sluice.schedule.drain.every=1h")) {
            var scheduler = first.bean(Scheduler.class);
            var job = JobBuilder.newJob(ScheduledRun.class)
                    .withIdentity("brew", "sluice")
                    .build();
            scheduler.scheduleJob(job, hourly("brew"));
            scheduler.scheduleJob(TriggerBuilder.newTrigger()
                    .withIdentity("drain", "sluice")
                    .forJob("drain", "sluice")
                    .withSchedule(SimpleScheduleBuilder.repeatHourlyForever())
                    .build());
        }
        try (var second = start("sluice.schedule.drain.every=1h")) {
            assertThat(second.jdbc()
                            .queryForList(
                                    "SELECT CONCAT(JOB_NAME, ' ', TRIGGER_GROUP) FROM QRTZ_TRIGGERS ORDER BY 1",
                                    String.class))
                    .contains("drain drain")
                    .doesNotContain("brew sluice", "drain sluice");
            assertThat(second.count("SELECT COUNT(*) FROM QRTZ_JOB_DETAILS WHERE JOB_NAME = 'brew'"))
                    .isZero();
        }
    }

    @Test
    void startWhenQuartzHadGivenUpThenTheTriggerWaitsAgain() {
        try (var first = start("sluice.schedule.drain.every=1h")) {
            first.jdbc().update("UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = 'ERROR'");
            assertThat(line(first).state()).isEqualTo(State.ERROR);
        }
        try (var second = start("sluice.schedule.drain.every=1h")) {
            assertThat(line(second).state()).isEqualTo(State.WAITING);
        }
    }

    /** Nodes of one JVM share what Quartz keeps for a name, so here one node does what several would. */
    @Test
    void startWhenNodesStartAtOnceThenOneScheduleAsConfigured() {
        var threads = Executors.newFixedThreadPool(4);
        try (var node = start("sluice.schedule.drain.every=1h")) {
            node.bean(Schedule.class).pause("drain");
            for (int round = 1; round <= 5; round++) {
                var every = Timing.every(Duration.ofHours(round));
                var configured = schedule(node, every);
                var starting = IntStream.range(0, 4)
                        .mapToObj(each -> CompletableFuture.runAsync(configured::adopt, threads))
                        .toList();
                assertThat(starting).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(30)));
                assertThat(line(node).schedule()).isEqualTo("every %dh".formatted(round));
                assertThat(node.jdbc()
                                .queryForList(
                                        "SELECT TRIGGER_STATE FROM QRTZ_TRIGGERS WHERE JOB_NAME = 'drain'",
                                        String.class))
                        .containsExactly("PAUSED");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Schedule schedule(BatchNode node, Timing drain) {
        return new Schedule(
                node.bean(Scheduler.class),
                new Timetable(node.runs().jobs(), Map.of("drain", drain)),
                node.bean(Transactions.class),
                node.bean(Misfires.class),
                Clock.systemUTC());
    }

    @Test
    void startWhenTheScheduleShallNotBeOverwrittenThenItStaysAsItIs() {
        try (var first = start("sluice.schedule.drain.every=1h")) {
            assertThat(line(first).schedule()).isEqualTo("every 1h");
        }
        try (var second = start("sluice.schedule.drain.every=2h", "spring.quartz.overwrite-existing-jobs=false")) {
            assertThat(line(second).schedule()).isEqualTo("every 1h");
        }
    }

    @Test
    void startWhenThereIsNoSuchJobThenItStopsAndSaysSo() {
        assertThatThrownBy(() -> start("sluice.schedule.brew.every=1h"))
                .rootCause()
                .hasMessageContaining("sluice.schedule.brew: no such job (expected: one of ");
    }

    private BatchNode start(String... properties) {
        var all = new ArrayList<>(List.of(cluster, "spring.quartz.auto-startup=false"));
        all.addAll(List.of(properties));
        return BatchNode.start(redis, schema, all.toArray(String[]::new));
    }

    private static org.quartz.Trigger hourly(String name) {
        return TriggerBuilder.newTrigger()
                .withIdentity(name, "sluice")
                .withSchedule(SimpleScheduleBuilder.repeatHourlyForever())
                .build();
    }

    private static Line line(BatchNode node) {
        return node.bean(Schedule.class).lines().stream()
                .filter(line -> line.job().equals("drain"))
                .findFirst()
                .orElseThrow();
    }
}
