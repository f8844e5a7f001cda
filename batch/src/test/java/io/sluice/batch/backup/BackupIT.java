package io.sluice.batch.backup;

import static io.sluice.batch.BatchHttp.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Restoration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import tools.jackson.databind.json.JsonMapper;

/** One installation that is full, and others that are filled from its backup, each with a Redis and a schema of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class BackupIT {
    private static final String LINES = "application/x-ndjson";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FULL = "backup_full_it";
    private static final Namespace SHOP = new Namespace("shop");
    private static final Namespace ODD = new Namespace("odd");
    private static final Namespace CHANGED = new Namespace("changed");
    private static final Namespace CONFINED = new Namespace("confined");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All columns but the time of archiving, with the digest in the place of values. */
    private static final String ROWS = """
            SELECT HEX(namespace) AS namespace, HEX(name) AS name, SHA2(value, 256) AS value, kind, author, reason,
                   CAST(changed_at AS CHAR) AS changed_at, revision
            FROM setting ORDER BY namespace, name
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private RedisServer redis;
    private BatchNode node;
    private RedisServer emptyRedis;
    private BatchNode empty;
    private Revision before;

    @BeforeAll
    void start() {
        redis = RedisServer.launch();
        node = startNode(redis, FULL);
        emptyRedis = RedisServer.launch();
        empty = startNode(emptyRedis, "backup_empty_it");
        for (int set = 0; set < 2; set++) {
            int first = set * 950;
            node.write(
                    SHOP,
                    IntStream.range(first, first + 950)
                            .mapToObj(i -> put("limits/n" + i, "{\"max\":%d}".formatted(i)))
                            .toArray(Change[]::new));
        }
        node.write(
                ODD,
                put("$namespace", "{\"description\":\"odd \u00e9\"}"),
                put("$definition/n*", "{\"schema\":{\"type\":\"number\"},\"secret\":true}"),
                put("!first", "null"),
                put("n", "123456789012345678901234567890.000000000000000000001"),
                put("m", "-0.10E-400"),
                put("\u65e5\u672c/\ud83d\ude00", "\"a \\\"b\\\" \\\\ \\u0000 \u2028 \u00e9 \ud83d\ude00\""),
                put("K", "true"),
                put("k", "{\"rows\":1,\"value\":{\"a\":[1,{\"b\":null},\"\"]}}"),
                put("deep", "[".repeat(480) + "]".repeat(480)),
                put("~large", "\"" + "x".repeat(200_000) + "\""),
                put("gone", "1"));
        node.remove(ODD, "gone");
        node.put(CHANGED, "a", "1");
        node.put(CHANGED, "$namespace", "{\"description\":\"first\"}");
        node.put(CHANGED, "b", "\"old\"");
        before = node.put(CHANGED, "c", "3");
        node.put(CHANGED, "a", "2");
        node.remove(CHANGED, "b");
        node.put(CHANGED, "d", "4");
        node.put(CHANGED, "$namespace", "{\"description\":\"second\"}");
        node.create(CONFINED);
        node.put(CONFINED, "a", "1");
        for (var namespace : List.of(SHOP, ODD, CHANGED, CONFINED)) {
            node.create(namespace);
            assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
        }
    }

    @AfterAll
    void stop() {
        node.close();
        empty.close();
        redis.close();
        emptyRedis.close();
    }

    @Test
    void restoreWhenTheInstallationIsEmptyThenBothCopiesAreEqualAndVerifyFindsNothing() throws Exception {
        var backup = backup("");
        try (var otherRedis = RedisServer.launch();
                // The backup is larger than what other bodies may be.
                var other = startNode(otherRedis, "backup_other_it", "sluice.limits.body=256KB")) {
            assertThat(backup.length()).isGreaterThan(400_000);

            var answer = restore(other, BatchNode.OPERATOR, "?reason=a%20move", backup);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            var restored = json(answer);
            assertThat(restored.path("rows").asLong()).isEqualTo(node.count("SELECT COUNT(*) FROM setting"));
            assertThat(restored.path("namespaces").toString()).isEqualTo("[\"changed\",\"confined\",\"odd\",\"shop\"]");
            assertThat(restored.path("run").path("reason").asString()).isEqualTo("a move");
            assertThat(answer.headers().firstValue("Location"))
                    .contains("/v1/runs/" + restored.path("run").path("id").asLong());
            var run = other.runs().await(restored.path("run").path("id").asLong(), PATIENCE);
            assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(other.jdbc().queryForList(ROWS)).isEqualTo(node.jdbc().queryForList(ROWS));
            for (var namespace : List.of(SHOP, ODD, CHANGED, CONFINED)) {
                assertThat(hash(otherRedis, namespace)).as("%s", namespace).isEqualTo(hash(redis, namespace));
                assertThat(other.bean(Restoration.class).condition(namespace).isComplete())
                        .isTrue();
            }
            var verified = verify(other);
            assertThat(verified.status()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(verified.found().keySet()).isSubsetOf("pending");
            assertThat(lines(backup(other, "")).subList(1, rows(backup) + 1))
                    .isEqualTo(lines(backup).subList(1, rows(backup) + 1));
            assertThat(node.backlog().namespaces()).containsAll(other.backlog().namespaces());
            assertThat(other.jdbc()
                            .queryForList(
                                    "SELECT CONCAT(who, ' ', action, ' ', reason) FROM operator_action"
                                            + " WHERE reason IS NOT NULL",
                                    String.class))
                    .containsExactly("olga restore backup a move");
        }
    }

    @Test
    void backupWhenWrittenThenItsLinesAreWhatTheFormatSays() {
        var lines = lines(backup("?namespace=odd"));

        var head = JSON.readTree(lines.get(0));
        assertThat(head.propertyNames()).containsExactly("format", "sluice", "at", "namespaces");
        assertThat(head.path("format").asInt()).isOne();
        assertThat(head.path("namespaces").toString()).isEqualTo("[\"odd\"]");
        var tombstone = lines.stream()
                .filter(line -> line.contains("\"name\":\"gone\""))
                .findFirst()
                .orElseThrow();
        assertThat(tombstone)
                .matches("\\{\"namespace\":\"odd\",\"name\":\"gone\",\"kind\":\"tombstone\",\"revision\":[0-9]+,"
                        + "\"changedAt\":\"[^\"]{27}\",\"author\":\"alice\",\"reason\":\"a test\"}");
        var present = lines.stream()
                .filter(line -> line.contains("\"name\":\"m\""))
                .findFirst()
                .orElseThrow();
        assertThat(present).endsWith(",\"reason\":\"a test\",\"value\":-0.10E-400}");
        var last = JSON.readTree(lines.get(lines.size() - 1));
        assertThat(last.path("rows").asInt()).isEqualTo(lines.size() - 2).isEqualTo(11);
        assertThat(last.path("unreadable").asInt()).isZero();
        assertThat(last.path("unproven").asInt()).isZero();
    }

    @Test
    void backupWhenOfAMomentThenWhatWasThere() {
        var then = lines(backup("?namespace=changed&at=" + before));

        assertThat(then.get(0)).contains("\"at\":\"" + Format.moment(before.time()) + "\"");
        assertThat(then.subList(1, then.size() - 1))
                .extracting(line -> line.replaceAll(".*\"name\":(\"[^\"]+\").*\"value\":(.*)}$", "$1=$2"))
                .containsExactlyInAnyOrder(
                        "\"$namespace\"={\"description\":\"first\"}", "\"a\"=1", "\"b\"=\"old\"", "\"c\"=3");
        assertThat(read(String.join("\n", then) + "\n")).hasSize(4);
    }

    @Test
    void backupWhenOfTheLastChangeThenTheSameAsNowWithoutRemovals() {
        long last = node.count("SELECT MAX(revision) FROM setting");
        var now = lines(backup(""));

        var then = lines(backup("?at=" + last));

        assertThat(then.subList(1, then.size() - 1))
                .containsExactlyInAnyOrderElementsOf(now.subList(1, now.size() - 1).stream()
                        .filter(line -> !line.contains("\"kind\":\"tombstone\""))
                        .toList());
    }

    @Test
    void backupWhenOfAMomentThatIsNotArchivedThen409AndNothingElse() {
        var answer = get(node, BatchNode.OPERATOR, "?at=2200-01-01T00:00:00Z");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(answer).path("field").asString()).isEqualTo("at");
        assertThat(json(answer).path("namespace").asString()).isEqualTo("changed");
    }

    @Test
    void backupWhenARowIsNoEntryThenLeftOutAndCounted() {
        node.jdbc()
                .update("INSERT INTO setting SELECT namespace, 'bad', 'no JSON', kind, author, reason, changed_at,"
                        + " archived_at, revision FROM setting WHERE namespace = 'changed' AND name = 'a'");
        try {
            var lines = lines(backup("?namespace=changed"));

            assertThat(lines).noneMatch(line -> line.contains("\"bad\""));
            assertThat(lines.get(lines.size() - 1)).startsWith("{\"rows\":5,\"unreadable\":1,");
        } finally {
            node.jdbc().update("DELETE FROM setting WHERE name = 'bad'");
        }
    }

    @Test
    void backupWhenTheDatabaseBreaksOffThenTheAnswerDoesToo() throws Exception {
        node.jdbc()
                .update(
                        "INSERT INTO setting (namespace, name, value, kind, author, reason, changed_at, archived_at, revision)"
                                + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)"
                                + " SELECT 'zz', CONCAT('n', i), CONCAT('\"', REPEAT('x', 250000), '\"'), 'present', 'alice', NULL,"
                                + " UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), i FROM n");
        try {
            var request =
                    request(node, BatchNode.OPERATOR, "?namespace=zz").GET().build();
            var answer = client.send(request, BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (var body = answer.body()) {
                assertThat(body.read()).isEqualTo('{');
                killConnections();

                assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
            }
        } finally {
            node.jdbc().update("DELETE FROM setting WHERE namespace = 'zz'");
        }
    }

    /** What is wrong with what is uploaded. */
    enum Wrong {
        CUT_IN_A_LINE {
            @Override
            String of(String backup) {
                return backup.substring(0, backup.length() / 2);
            }
        },
        CUT_BEHIND_A_LINE {
            @Override
            String of(String backup) {
                return backup.substring(0, backup.lastIndexOf("{\"rows\":"));
            }
        },
        CHANGED {
            @Override
            String of(String backup) {
                return backup.replace("{\"max\":1899}", "{\"max\":1898}");
            }
        },
        OF_ANOTHER_FORMAT {
            @Override
            String of(String backup) {
                return backup.replace("{\"format\":1,", "{\"format\":2,");
            }
        },
        EMPTY {
            @Override
            String of(String backup) {
                return "";
            }
        };

        abstract String of(String backup);
    }

    @ParameterizedTest
    @EnumSource
    void restoreWhenTheBackupIsNotRightThen400AndNothingIsChanged(Wrong wrong) {
        var bad = wrong.of(backup(""));

        var answer = restore(empty, BatchNode.OPERATOR, "", bad);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).path("type").asString()).isEqualTo("urn:sluice:problem:invalid-input");
        assertThat(json(answer).path("field").asString()).startsWith("line ");
        assertThatNothingIsIn(empty);
    }

    @Test
    void restoreWhenANameIsThereTwiceThen409AndNothingIsChanged() {
        var row = lines(backup("?namespace=changed")).get(1);

        var answer = restore(empty, BatchNode.OPERATOR, "", whole("changed", List.of(row, row)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThatNothingIsIn(empty);
    }

    @Test
    void restoreWhenTheArchiveIsNotEmptyThen409AndWhatToDo() {
        var rows = node.jdbc().queryForList(ROWS);

        var answer = restore(node, BatchNode.OPERATOR, "", backup(""));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).path("type").asString()).isEqualTo("urn:sluice:problem:conflict");
        assertThat(json(answer).path("field").asString()).isEqualTo("archive");
        assertThat(json(answer).path("detail").asString()).contains("a new database, beside a new Redis");
        // Also one that has nothing in common with what is there.
        var row = lines(backup("?namespace=changed")).get(1).replace("\"changed\"", "\"elsewhere\"");
        var other = restore(node, BatchNode.OPERATOR, "", whole("elsewhere", List.of(row)));
        assertThat(other.statusCode()).as(other.body()).isEqualTo(409);
        assertThat(json(other).path("detail").asString()).contains("archive: not empty");
        assertThat(node.jdbc().queryForList(ROWS)).isEqualTo(rows);
    }

    /** A backup of these rows whose last line is right. */
    private static String whole(String namespace, List<String> rows) {
        var lines = "{\"format\":1,\"namespaces\":[\"%s\"]}\n%s\n".formatted(namespace, String.join("\n", rows));
        var digest = Format.digest();
        digest.update(lines.getBytes(UTF_8));
        var sha256 = HexFormat.of().formatHex(digest.digest());
        return lines + "{\"rows\":%d,\"sha256\":\"%s\"}\n".formatted(rows.size(), sha256);
    }

    @ParameterizedTest
    @ValueSource(strings = {BatchNode.READER, BatchNode.EDITOR, BatchNode.CONFINED})
    void backupWhenNoOperatorOfAllThen403(String token) {
        assertThat(get(node, token, "").statusCode()).isEqualTo(403);
        assertThat(get(node, token, "?namespace=shop").statusCode()).isEqualTo(403);
        assertThat(restore(empty, token, "", backup("")).statusCode()).isEqualTo(403);
        assertThatNothingIsIn(empty);
    }

    @Test
    void backupWhenOfTheOnlyNamespaceOfAnOperatorThenThat() {
        var answer = get(node, BatchNode.CONFINED, "?namespace=confined");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(lines(answer.body())).hasSize(3);
        assertThat(get(node, BatchNode.OPERATOR, "?namespace=nowhere").statusCode())
                .isEqualTo(404);
    }

    @Test
    void restoreWhenTheBodyIsSomethingElseThen415() {
        assertThat(new BatchHttp(empty).post("/v1/backup", "{}").statusCode()).isEqualTo(415);
        assertThatNothingIsIn(empty);
    }

    private static void assertThatNothingIsIn(BatchNode node) {
        assertThat(node.count("SELECT COUNT(*) FROM setting")).isZero();
        assertThat(node.backlog().namespaces()).isEmpty();
        assertThat(node.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION")).isZero();
    }

    private static BatchNode startNode(RedisServer redis, String schema, String... properties) {
        var all = new ArrayList<>(List.of(properties));
        all.add("spring.quartz.auto-startup=false");
        return BatchNode.start(redis, DatabaseServer.shared().freshSchema(schema), all.toArray(String[]::new));
    }

    private static Run verify(BatchNode node) {
        return node.await(
                node.runs().start(new RunRequest("verify", RunScope.ALL, new Trigger(Trigger.Kind.OPERATOR, "olga"))));
    }

    /** Only those that are in a transaction, so that the pool keeps the others. */
    private static void killConnections() throws SQLException {
        try (var root = DatabaseServer.shared().root();
                var statement = root.createStatement();
                var killer = root.createStatement();
                var rows = statement.executeQuery("SELECT p.id FROM information_schema.processlist p"
                        + " JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id"
                        + " WHERE p.db = '" + FULL + "'")) {
            int killed = 0;
            for (; rows.next(); killed++) {
                killer.execute("KILL " + rows.getLong(1));
            }
            assertThat(killed).isPositive();
        }
    }

    private String backup(String query) {
        return backup(node, query);
    }

    private String backup(BatchNode from, String query) {
        var answer = get(from, BatchNode.OPERATOR, query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(LINES);
        return answer.body();
    }

    private HttpResponse<String> get(BatchNode from, String token, String query) {
        return send(request(from, token, query).GET().build());
    }

    private HttpResponse<String> restore(BatchNode into, String token, String query, String backup) {
        return send(request(into, token, query)
                .header("Content-Type", LINES)
                .POST(BodyPublishers.ofString(backup))
                .build());
    }

    private static HttpRequest.Builder request(BatchNode node, String token, String query) {
        return HttpRequest.newBuilder(URI.create(node.address() + "/v1/backup" + query))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** As every reader of lines cuts them: the line separator of Unicode is none. */
    private static List<String> lines(String backup) {
        assertThat(backup).endsWith("\n");
        var lines = List.of(backup.split("\n", -1));
        return lines.subList(0, lines.size() - 1);
    }

    private static int rows(String backup) {
        return lines(backup).size() - 2;
    }

    private static List<BackupRow> read(String backup) {
        var reader = new BackupReader(new ByteArrayInputStream(backup.getBytes(UTF_8)));
        var rows = new ArrayList<BackupRow>();
        for (var row = reader.next(); row != null; row = reader.next()) {
            rows.add(row);
        }
        return rows;
    }

    private static Map<String, String> hash(RedisServer redis, Namespace namespace) {
        var hash = new TreeMap<String, String>();
        var words = Objects.requireNonNull(redis.command("HGETALL", "sluice:{" + namespace + "}:settings"));
        for (Iterator<?> word = ((List<?>) words).iterator(); word.hasNext(); ) {
            hash.put(String.valueOf(word.next()), String.valueOf(word.next()));
        }
        return hash;
    }

    private static Change put(String name, String json) {
        return new Change.Put(new SettingName(name), new SettingValue(json));
    }
}
