package io.sluice.batch.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line as a shell sees it: processes, pipes, signals. */
class CommandIT {
    private static final String UNDER_WAY =
            "{\"id\":17,\"job\":\"drain\",\"status\":\"STARTED\",\"read\":1,\"total\":4,\"endedAt\":null}";

    private final BatchNode node = BatchNode.shared();

    @TempDir
    private Path folder;

    @Test
    void commandWhenUnknownThen2AndUsageOnTheStandardError() {
        var result = CommandProcess.run(folder, Map.of(), "drian");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("'drian'", "Usage: java -jar sluice-batch.jar");
    }

    @Test
    void helpWhenAskedForThen0OnTheStandardOutput() {
        var result = CommandProcess.run(folder, Map.of(), "drain", "--help");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Usage: java -jar sluice-batch.jar drain");
        assertThat(result.err()).isEmpty();
        assertThat(CommandProcess.run(folder, Map.of(), "--version").out()).startsWith("sluice-batch ");
    }

    @Test
    void drainWhenANodeRunsThenItDoesTheWork() {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");

        var result = CommandProcess.run(
                folder, asOperator(), "drain", "--namespace", namespace.text(), "--json", "--url", node.address());

        assertThat(result.code()).as(result.err()).isZero();
        var run = json(result);
        assertThat(run.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(run.path("written").asLong()).isOne();
        assertThat(run.path("trigger").path("by").asString()).isEqualTo("olga");
        assertThat(result.err()).startsWith("sluice: asking the node at %s\n".formatted(node.address()));
        assertThat(node.archived(namespace)).hasSize(1);

        var shown = CommandProcess.run(
                folder, asOperator(), "runs", "show", run.path("id").asString(), "--url", node.address());
        assertThat(shown.out()).startsWith("id\t%s\n".formatted(run.path("id").asString()));
        var listed = CommandProcess.run(folder, asOperator(), "runs", "--limit", "1", "--url", node.address());
        assertThat(listed.out()).startsWith(run.path("id").asString() + "\tdrain\t");
    }

    @Test
    void drainWhenTheNodeDoesNotAllowItThen1() {
        var url = Map.of("SLUICE_URL", node.address());
        assertThat(CommandProcess.run(folder, url, "drain").code()).isOne();

        var reader = new HashMap<>(url);
        reader.put("SLUICE_TOKEN", BatchNode.READER);
        var result = CommandProcess.run(folder, reader, "drain");
        assertThat(result.code()).isOne();
        assertThat(result.err()).contains("role: reader (expected: operator)", "use the token of an operator");
    }

    @Test
    void drainWhenANamespaceIsUnknownThen1() {
        var result =
                CommandProcess.run(folder, asOperator(), "drain", "--namespace", "nowhere", "--url", node.address());
        assertThat(result.code()).isOne();
        assertThat(result.err()).contains("namespace: nowhere (expected: one that was created)");
    }

    @Test
    void drainWhenInterruptedThen130AndHowToGoOn() {
        try (var played = PlayedNode.start()) {
            played.answers("POST /v1/runs", 202, UNDER_WAY).answers("GET /v1/runs/17", 200, UNDER_WAY);
            try (var command = CommandProcess.start(folder, Map.of(), "drain", "--url", played.address())) {
                command.awaitSaid("waiting for the run");

                command.interrupt();

                var result = command.await();
                assertThat(result.code()).isEqualTo(130);
                assertThat(result.out()).isEmpty();
                assertThat(result.err()).endsWith("""
                                sluice: interrupted: the run drain 17 goes on
                                sluice:   'runs show 17' tells how it is, 'runs stop 17' ends it
                                """);
            }
        }
    }

    @Test
    void runsWhenTheReaderOfThePipeLeavesThenQuietAnd0() {
        try (var played = PlayedNode.start()) {
            // More than a pipe holds.
            var runs = IntStream.range(0, 1000)
                    .mapToObj(i -> run("x".repeat(1000)))
                    .collect(Collectors.joining(","));
            played.answers("GET /v1/runs?limit=1000", 200, "{\"runs\":[%s]}".formatted(runs));

            var result = CommandProcess.script(
                    folder,
                    Map.of("SLUICE_URL", played.address()),
                    "sluice runs --limit 1000 | head -1; echo \"${PIPESTATUS[0]}\"");

            assertThat(result.out()).startsWith("17\tdrain\t").endsWith("\n0\n").hasLineCount(2);
            assertThat(result.err()).isEqualTo("sluice: asking the node at %s\n".formatted(played.address()));
        }
    }

    @Test
    void resultWhenTheDiskIsFullThen1() {
        try (var played = PlayedNode.start()) {
            played.answers("GET /v1/runs?limit=20", 200, "{\"runs\":[%s]}".formatted(UNDER_WAY));
            var result =
                    CommandProcess.script(folder, Map.of("SLUICE_URL", played.address()), "sluice runs >/dev/full");
            assertThat(result.code()).isOne();
            assertThat(result.err()).contains("the result could not be written");
        }
    }

    @Test
    void drainWhenOnATerminalThenABarAndNoEscapes() {
        try (var played = PlayedNode.start()) {
            played.answers("POST /v1/runs", 202, UNDER_WAY)
                    .answers(
                            "GET /v1/runs/17",
                            200,
                            UNDER_WAY
                                    .replace("null", "\"2026-11-24T19:12:04.000001Z\"")
                                    .replace("STARTED", "COMPLETED"));

            var result = CommandProcess.script(
                    folder,
                    Map.of("SLUICE_URL", played.address()),
                    "printf -v line '%q ' \"${words[@]}\" drain; script -qec \"$line\" /dev/null </dev/null");

            assertThat(result.code()).as(result.out()).isZero();
            assertThat(result.out())
                    .contains("[#######.......................] 1 of 4 (25 %)", "status  COMPLETED")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void drainWhenAloneThenDoneByANodeOfItsOwn() throws SQLException {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        var database = DatabaseServer.shared().freshSchema("command_alone");

        var result = CommandProcess.run(
                folder,
                alone(RedisServer.shared(), database),
                "drain",
                "--alone",
                "--json",
                "--namespace",
                namespace.text(),
                "--spring.main.banner-mode=console");

        assertThat(result.code()).as(result.err()).isZero();
        var run = json(result);
        assertThat(run.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(run.path("written").asLong()).isOne();
        assertThat(run.path("trigger").path("by").asString()).startsWith(System.getProperty("user.name") + "@");
        assertThat(result.err()).startsWith("sluice: working alone\n").doesNotContain("Exception", " INFO ");
        assertThat(count(database, "SELECT COUNT(*) FROM setting")).isOne();
        assertThat(count(database, "SELECT COUNT(*) FROM BATCH_JOB_EXECUTION")).isOne();
    }

    @Test
    void commandWhenAloneThenTheScheduleOfTheInstallationStaysAsItIs() throws SQLException {
        var database = DatabaseServer.shared().freshSchema("command_schedule");

        var result = CommandProcess.run(
                folder,
                alone(RedisServer.shared(), database),
                "runs",
                "--alone",
                "--json",
                "--sluice.schedule.drain.every=100ms");

        assertThat(result.out()).isEqualTo("{\"runs\":[]}\n");
        assertThat(count(database, "SELECT COUNT(*) FROM QRTZ_TRIGGERS WHERE SCHED_NAME <> 'alone'"))
                .isZero();
        assertThat(count(database, "SELECT COUNT(*) FROM QRTZ_SCHEDULER_STATE")).isZero();
    }

    @Test
    void drainWhenAloneAndInterruptedThen130AndTheRunHasEnded() throws SQLException {
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        var database = DatabaseServer.shared().freshSchema("command_interrupted");
        var environment = alone(RedisServer.shared(), database);
        CommandProcess.run(folder, environment, "runs", "--alone");
        try (var holder = connect(database);
                var statement = holder.createStatement()) {
            statement.execute("LOCK TABLES setting WRITE");
            try (var command =
                    CommandProcess.start(folder, environment, "drain", "--alone", "--namespace", namespace.text())) {
                command.awaitSaid("waiting for the run");

                command.interrupt();
                command.awaitSaid("ends with the page in hand");
                statement.execute("UNLOCK TABLES");

                assertThat(command.await().code()).isEqualTo(130);
            }
        }
        assertThat(count(database, "SELECT COUNT(*) FROM BATCH_JOB_EXECUTION WHERE END_TIME IS NOT NULL"))
                .isOne();
    }

    @Test
    void quarantineWhenTheLocaleCannotCarryANameThen2() {
        var result = CommandProcess.script(
                folder, Map.of("SLUICE_URL", node.address()), "LC_ALL=C sluice quarantine retry shop é");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("LC_ALL=C.UTF-8");
    }

    @Test
    void drainWhenAloneAndTheDatabaseIsAwayThen1WithoutWaiting() {
        var nowhere = "jdbc:mysql://127.0.0.1:%d/sluice".formatted(Ports.free());
        var result = CommandProcess.run(folder, alone(RedisServer.shared(), nowhere), "drain", "--alone");
        assertThat(result.code()).isOne();
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("the node of this command did not start: ", "Communications link failure: Connection refused")
                .contains("check where Redis and the database")
                .doesNotContain("Exception", " WARN ");
    }

    private static String run(String name) {
        return UNDER_WAY.replace("{", "{\"name\":\"%s\",".formatted(name));
    }

    private Map<String, String> asOperator() {
        return Map.of("SLUICE_TOKEN", BatchNode.OPERATOR);
    }

    private static Map<String, String> alone(RedisServer redis, String jdbcUrl) {
        return Map.of(
                "SPRING_DATA_REDIS_HOST",
                redis.host(),
                "SPRING_DATA_REDIS_PORT",
                Integer.toString(redis.port()),
                "SPRING_DATA_REDIS_USERNAME",
                RedisUsers.BATCH,
                "SPRING_DATA_REDIS_PASSWORD",
                RedisUsers.password(RedisUsers.BATCH),
                "SPRING_DATASOURCE_URL",
                jdbcUrl,
                "SPRING_DATASOURCE_USERNAME",
                DatabaseServer.shared().user(),
                "SPRING_DATASOURCE_PASSWORD",
                DatabaseServer.shared().password());
    }

    private static Connection connect(String jdbcUrl) throws SQLException {
        var database = DatabaseServer.shared();
        return DriverManager.getConnection(jdbcUrl, database.user(), database.password());
    }

    private static long count(String jdbcUrl, String sql) throws SQLException {
        try (var connection = connect(jdbcUrl);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static JsonNode json(CommandProcess.Result result) {
        return JsonMapper.shared().readTree(result.out());
    }
}
