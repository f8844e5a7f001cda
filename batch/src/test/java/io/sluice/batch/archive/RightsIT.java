package io.sluice.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.batch.BatchNode;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.batch.servers.DatabaseUsers;
import io.sluice.servers.RedisServer;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;

/** A node that runs as the user that docs/mysql/users.sql makes for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class RightsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final DatabaseServer DATABASE = DatabaseServer.shared();

    private String url;
    private BatchNode node;

    @BeforeAll
    void start() {
        url = DATABASE.freshSchema("rights_it");
        DatabaseUsers.grant(DATABASE, "rights_it");
        node = BatchNode.start(
                RedisServer.shared(),
                url,
                "spring.datasource.username=" + DatabaseUsers.BATCH,
                "spring.datasource.password=" + DatabaseUsers.password(DatabaseUsers.BATCH),
                "spring.flyway.user=" + DatabaseUsers.MIGRATION,
                "spring.flyway.password=" + DatabaseUsers.password(DatabaseUsers.MIGRATION),
                "sluice.schedule.drain.every=1s");
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void scheduleWhenTheNodeMayOnlyReadAndWriteRowsThenDrains() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.remove(namespace, "b");

        await().atMost(SOON).until(() -> !node.archived(namespace).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "verify", "compact", "purge", "restore"})
    void jobWhenTheNodeMayOnlyReadAndWriteRowsThenCompletes(String job) {
        assertThat(node.runs().jobs()).contains(job);
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        var scope = job.equals("purge") ? RunScope.ALL : new RunScope(namespace);
        var request =
                new RunRequest(job, scope, Map.of(), new Trigger(Trigger.Kind.OPERATOR, "olga"), "as who may little");

        assertThat(node.await(node.runs().start(request)).status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE other (id INT)",
                "ALTER TABLE setting ADD COLUMN other INT",
                "DROP TABLE setting",
                "DROP DATABASE rights_it",
                "SET GLOBAL max_connections = 1",
                "SELECT user FROM mysql.user"
            })
    void statementWhenANodeNeedsItNotThenRefused(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(
                        url, DatabaseUsers.BATCH, DatabaseUsers.password(DatabaseUsers.BATCH));
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("denied");
        }
    }
}
