package io.sluice.batch.faults;

import static io.sluice.batch.BatchHttp.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchHttp;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.batch.core.BatchStatus;

/** D8 and D9: the archive refuses an entry, or everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class RefusedEntriesIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String SCHEMA = "refused_entries_it";
    private static final int MANY = 10_000;

    private BatchNode node;
    private BatchHttp http;

    @BeforeAll
    void start() {
        node = BatchNode.start(
                RedisServer.shared(), DatabaseServer.shared().freshSchema(SCHEMA), "spring.quartz.auto-startup=false");
        http = new BatchHttp(node);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @AfterEach
    void acceptEverything() {
        execute("DROP TRIGGER IF EXISTS " + SCHEMA + ".refuse_insert");
    }

    @Test
    void d8DrainWhenTheArchiveRefusesOneOfManyThenThatInQuarantineAndTheOthersInTheSameRun() {
        refuse("NEW.value = '\"poison\"'");
        var namespace = node.namespace();
        for (int from = 0; from < MANY; from += 1000) {
            node.write(
                    namespace,
                    IntStream.range(from, from + 1000)
                            .mapToObj(i -> new Change.Put(
                                    new SettingName("n" + i), new SettingValue(i == 4321 ? "\"poison\"" : "1")))
                            .toArray(Change[]::new));
        }

        var run = node.drain(namespace);

        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.counts()).isEqualTo(new Run.Counts(MANY, MANY - 1, 0, 1, MANY));
        assertThat(node.count("SELECT COUNT(*) FROM readable_setting WHERE namespace = ?", namespace.text()))
                .isEqualTo(MANY - 1);
        var state = node.backlog().state(namespace);
        assertThat(state.quarantined()).isOne();
        // Until it is due, there is nothing to do.
        assertThat(state.isEmpty()).isTrue();
        assertThat(node.drain(namespace).counts()).isEqualTo(new Run.Counts(0, 0, 0, 0, 0));

        var item = json(http.get("/v1/quarantine?namespace=" + namespace)).path("entries");
        assertThat(item).hasSize(1);
        assertThat(item.get(0).path("namespace").asString()).isEqualTo(namespace.text());
        assertThat(item.get(0).path("name").asString()).isEqualTo("n4321");
        assertThat(item.get(0).path("attempts").asInt()).isOne();
        assertThat(item.get(0).path("sqlState").asString()).isEqualTo("45000");
        assertThat(item.get(0).path("error").asString()).isEqualTo("refused for a test");
        assertThat(item.get(0).path("nextRetry").asString())
                .isGreaterThan(item.get(0).path("since").asString());
    }

    @Test
    void d8RetryWhenTheArchiveStillRefusesThenOneMoreAttemptAndWhenItDoesNotThenArchived() {
        refuse("NEW.value = '\"poison\"'");
        var namespace = node.namespace();
        var bad = node.put(namespace, "dir/bad", "\"poison\"");
        node.put(namespace, "good", "1");
        assertThat(node.drain(namespace).counts()).isEqualTo(new Run.Counts(2, 1, 0, 1, 2));

        retry(namespace);
        assertThat(json(http.get("/v1/quarantine?namespace=" + namespace))
                        .path("entries")
                        .get(0)
                        .path("attempts")
                        .asInt())
                .isEqualTo(2);

        acceptEverything();
        retry(namespace);
        assertThat(json(http.get("/v1/quarantine?namespace=" + namespace))
                        .path("entries")
                        .isEmpty())
                .isTrue();
        assertThat(node.archived(namespace)).contains("dir/bad=\"poison\"@" + bad);
        assertThat(http.post("/v1/quarantine/%s/dir/bad/retry".formatted(namespace), null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void d8QuarantineWhenANewerValueIsWrittenThenDrainedAtOnceAndCleared() {
        refuse("NEW.value = '\"poison\"'");
        var namespace = node.namespace();
        node.put(namespace, "a", "\"poison\"");
        assertThat(node.drain(namespace).counts().quarantined()).isOne();
        var better = node.put(namespace, "a", "\"good\"");
        assertThat(node.backlog().state(namespace).isEmpty()).isFalse();

        assertThat(node.drain(namespace).counts()).isEqualTo(new Run.Counts(1, 1, 0, 0, 1));

        assertThat(node.archived(namespace)).containsExactly("a=\"good\"@" + better);
        assertThat(node.backlog().state(namespace).quarantined()).isZero();
    }

    @Test
    void discardWhenAReasonIsGivenThenGivenUpAndTheSettingStays() {
        refuse("NEW.value = '\"poison\"'");
        var namespace = node.namespace();
        node.put(namespace, "a", "\"poison\"");
        node.drain(namespace);
        var path = "/v1/quarantine/%s/a".formatted(namespace);

        assertThat(http.delete(path).statusCode()).isEqualTo(400);
        assertThat(http.delete(path + "?reason=never%20to%20be%20kept").statusCode())
                .isEqualTo(200);

        assertThat(http.delete(path + "?reason=again").statusCode()).isEqualTo(404);
        assertThat(node.backlog().state(namespace).dirty()).isZero();
        assertThat(node.drain(namespace).counts()).isEqualTo(new Run.Counts(0, 0, 0, 0, 0));
        assertThat(RedisServer.shared().command("HGET", "sluice:{" + namespace + "}:settings", "a"))
                .asString()
                .contains("poison");
        var action = json(http.call(BatchNode.OPERATOR, "GET", "/v1/actions?limit=3", null))
                .path("actions");
        assertThat(action.toString()).contains("quarantine discard").contains("never to be kept");
    }

    @Test
    void d9DrainWhenTheArchiveRefusesEverythingThenTheRunFailsAndNothingIsInQuarantine() {
        refuse("TRUE");
        var namespace = node.namespace();
        node.put(namespace, "a", "1");
        node.put(namespace, "b", "1");

        var run = node.drain(namespace);

        assertThat(run.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(run.error()).contains("refused for a test");
        assertThat(node.backlog().state(namespace).quarantined()).isZero();
        assertThat(node.backlog().state(namespace).dirty()).isEqualTo(2);
        acceptEverything();
        assertThat(node.drain(namespace).counts()).isEqualTo(new Run.Counts(2, 2, 0, 0, 2));
    }

    /** The table takes what is nothing, and refuses all that is something: no entry is to blame. */
    @Test
    void d9DrainWhenAHundredAreRefusedAndNoneAcceptedThenTheRunFailsAndNothingIsInQuarantine() {
        refuse("NEW.value IS NOT NULL");
        var namespace = node.namespace();
        node.write(
                namespace,
                IntStream.range(0, 150)
                        .mapToObj(i -> new Change.Put(new SettingName("n" + i), new SettingValue("1")))
                        .toArray(Change[]::new));

        var run = node.drain(namespace);

        assertThat(run.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(node.backlog().state(namespace).quarantined()).isZero();
        assertThat(node.backlog().state(namespace).dirty()).isEqualTo(150);
    }

    @Test
    void flushWhenAllThatIsLeftIsInQuarantineThen202AtOnceAndSaysSo() {
        refuse("NEW.value = '\"poison\"'");
        var namespace = node.namespace();
        node.put(namespace, "a", "\"poison\"");
        long begun = System.nanoTime();

        var answer = http.post("/v1/flush", "{\"namespace\":\"%s\",\"timeout\":\"5m\"}".formatted(namespace));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).path("pending").toString())
                .isEqualTo("[{\"namespace\":\"%s\",\"dirty\":1,\"historyPending\":0,\"quarantined\":1}]"
                        .formatted(namespace));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(4));
    }

    private void retry(Namespace namespace) {
        var answer = http.post("/v1/quarantine/%s/dir/bad/retry".formatted(namespace), "{\"reason\":\"mended\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        long id = json(answer).path("id").asLong();
        Deadline.await(
                "run ended", LONGEST, () -> !node.runs().find(id).orElseThrow().isRunning());
    }

    private static void refuse(String condition) {
        execute("""
                CREATE TRIGGER %s.refuse_insert BEFORE INSERT ON %s.setting FOR EACH ROW
                IF %s THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused for a test'; END IF
                """.formatted(SCHEMA, SCHEMA, condition));
    }

    private static void execute(String sql) {
        try (var root = DatabaseServer.shared().root();
                var statement = root.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
