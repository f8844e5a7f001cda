package io.sluice.batch.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.audit.Actions;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.batch.core.BatchStatus;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class PurgeIT {
    private static final List<String> OF_A_RUN = List.of(
            "BATCH_JOB_EXECUTION_PARAMS",
            "BATCH_JOB_EXECUTION_CONTEXT",
            "BATCH_STEP_EXECUTION",
            "BATCH_STEP_EXECUTION_CONTEXT JOIN BATCH_STEP_EXECUTION USING (STEP_EXECUTION_ID)",
            "run_detail",
            "run_failure",
            "run_found",
            "run_finding",
            "run_help",
            "run_share");

    private BatchNode node;

    @BeforeAll
    void start() {
        node = BatchNode.start(
                RedisServer.shared(),
                DatabaseServer.shared().freshSchema("purge_it"),
                "spring.quartz.auto-startup=false");
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void purgeWhenRunsAreOldThenTheyLeaveNoTraceButTheLastOfEachJobAndThoseThatRun() {
        var namespace = node.namespace();
        long old = node.drain(namespace).id();
        long unended = node.drain(namespace).id();
        node.jdbc().update("INSERT INTO run_failure VALUES (?, 'why')", old);
        node.jdbc().update("INSERT INTO run_found VALUES (?, 'newer', 1)", old);
        node.jdbc().update("INSERT INTO run_finding VALUES (?, 1, 'a', 'b', 'newer', NULL, NULL, NULL, FALSE)", old);
        node.jdbc().update("INSERT INTO run_help VALUES (?, 'another', UTC_TIMESTAMP(6), 1)", old);
        node.jdbc().update("INSERT INTO run_share VALUES (?, 'entries', 1, 'a', NULL)", old);
        long lastDrain = node.drain(namespace).id();
        long firstPurge = purge().id();
        age(31);
        node.jdbc()
                .update(
                        "UPDATE BATCH_JOB_EXECUTION SET END_TIME = NULL, STATUS = 'STARTED' WHERE JOB_EXECUTION_ID = ?",
                        unended);

        var run = purge();

        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        // The purge before this one is not the last of its job any more.
        assertThat(node.jdbc().queryForList("SELECT JOB_EXECUTION_ID FROM BATCH_JOB_EXECUTION ORDER BY 1", Long.class))
                .containsExactly(unended, lastDrain, run.id());
        assertThat(firstPurge).isLessThan(run.id());
        assertThat(node.runs().find(old)).isEmpty();
        assertThat(node.runs().find(lastDrain)).isPresent();
        for (var table : OF_A_RUN) {
            assertThat(node.jdbc().queryForList("SELECT DISTINCT JOB_EXECUTION_ID FROM " + table, Long.class))
                    .as(table)
                    .isSubsetOf(unended, lastDrain, run.id());
        }
        assertThat(node.count("SELECT COUNT(*) FROM BATCH_JOB_INSTANCE")).isEqualTo(3);
        node.jdbc()
                .update("UPDATE BATCH_JOB_EXECUTION SET END_TIME = NOW(6), STATUS = 'FAILED' WHERE END_TIME IS NULL");
    }

    @Test
    void purgeWhenRunsAreYoungThenTheyStay() {
        long one = node.drain(node.namespace()).id();
        node.drain(node.namespace());
        age(29);

        purge();

        assertThat(node.runs().find(one)).isPresent();
    }

    @Test
    void purgeWhenAnOldRunWasRestartedLatelyThenItsNameStays() {
        long old = node.drain(node.namespace()).id();
        long young = node.drain(node.namespace()).id();
        node.drain(node.namespace());
        age(31);
        node.jdbc()
                .update(
                        "UPDATE BATCH_JOB_EXECUTION y JOIN BATCH_JOB_EXECUTION o ON o.JOB_EXECUTION_ID = ?"
                                + " SET y.JOB_INSTANCE_ID = o.JOB_INSTANCE_ID, y.END_TIME = UTC_TIMESTAMP(6)"
                                + " WHERE y.JOB_EXECUTION_ID = ?",
                        old,
                        young);
        node.jdbc()
                .update("DELETE FROM BATCH_JOB_INSTANCE"
                        + " WHERE JOB_INSTANCE_ID NOT IN (SELECT JOB_INSTANCE_ID FROM BATCH_JOB_EXECUTION)");

        assertThat(purge().status()).isEqualTo(BatchStatus.COMPLETED);

        assertThat(node.runs().find(old)).isEmpty();
        assertThat(node.runs().find(young)).isPresent();
    }

    @Test
    void purgeWhenThereAreManyPagesThenAllOfThem() {
        node.drain(node.namespace());
        long last = node.count("SELECT MAX(JOB_INSTANCE_ID) FROM BATCH_JOB_INSTANCE");
        node.jdbc()
                .batchUpdate(
                        "INSERT INTO BATCH_JOB_INSTANCE VALUES (?, 0, 'drain', ?)",
                        IntStream.range(0, 1201)
                                .mapToObj(i -> new Object[] {-i - 1 - 100_000L, "key" + i})
                                .toList());
        node.jdbc()
                .update(
                        "INSERT INTO BATCH_JOB_EXECUTION (JOB_EXECUTION_ID, JOB_INSTANCE_ID, CREATE_TIME, END_TIME, STATUS)"
                                + " SELECT JOB_INSTANCE_ID, JOB_INSTANCE_ID, '2020-01-01', '2020-01-01', 'COMPLETED'"
                                + " FROM BATCH_JOB_INSTANCE WHERE JOB_INSTANCE_ID < 0");

        var run = purge();

        assertThat(run.counts().read()).isGreaterThanOrEqualTo(1201);
        assertThat(run.counts().written()).isEqualTo(run.counts().read());
        assertThat(node.count("SELECT COUNT(*) FROM BATCH_JOB_INSTANCE WHERE JOB_INSTANCE_ID < 0"))
                .isZero();
        assertThat(node.count("SELECT COUNT(*) FROM BATCH_JOB_INSTANCE WHERE JOB_INSTANCE_ID = ?", last))
                .isOne();
    }

    @Test
    void purgeWhenActionsAreOldThenTheyAreGone() {
        var actions = node.bean(Actions.class);
        actions.record("olga", "old", "a", null);
        actions.record("olga", "young", "a", null);
        node.jdbc().update("UPDATE operator_action SET at = at - INTERVAL 401 DAY WHERE action = 'old'");
        node.jdbc().update("UPDATE operator_action SET at = at - INTERVAL 399 DAY WHERE action = 'young'");

        purge();

        assertThat(actions.list(null, 100)).extracting("action").containsExactly("young");
    }

    @Test
    void purgeWhenForOneNamespaceThenWhatIsEverybodysStays() {
        long one = node.drain(node.namespace()).id();
        var namespace = node.namespace();
        node.drain(namespace);
        age(31);

        purge(new RunScope(namespace));

        assertThat(node.runs().find(one)).isPresent();
    }

    private void age(int days) {
        node.jdbc().update("UPDATE BATCH_JOB_EXECUTION SET END_TIME = END_TIME - INTERVAL ? DAY", days);
    }

    private Run purge() {
        return purge(RunScope.ALL);
    }

    private Run purge(RunScope scope) {
        return node.await(node.runs()
                .start(new RunRequest("purge", scope, Map.of(), new Trigger(Trigger.Kind.OPERATOR, "olga"), null)));
    }
}
