package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class DurabilityIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Namespace SPACE = new Namespace("durability-it");
    private static final String SETTINGS = "/v1/namespaces/durability-it/settings/";
    private static final String WRITE = "{\"value\":1}";

    private final RedisServer redis = RedisServer.launch(RedisSetup.temporary().with("repl-diskless-sync-delay", "0"));
    private final RedisStore store = TestStore.on(redis.host(), redis.port());
    private final ApiNode node = ApiNode.start(redis);
    private String own = "";

    @BeforeAll
    void createNamespace() {
        letReadTheConfiguration("+");
        node.create(SPACE.text());
    }

    @BeforeEach
    void chooseAName() {
        own = UUID.randomUUID().toString();
    }

    @AfterAll
    void close() {
        node.close();
        store.close();
        redis.close();
    }

    @Test
    void putWhenMemoryThenIsAnsweredAtOnce() {
        var answer = node.put(SETTINGS + own + "?durability=memory", WRITE);
        assertProven(answer, 201, "memory", "memory");
        assertThat(json(answer).path("name").asString()).isEqualTo(own);
        assertThat(json(answer).has("applied")).isFalse();
    }

    @Test
    void putWhenRedisForcesEveryChangeToTheDiskThenFsyncIsProven() {
        redis.command("CONFIG", "SET", "appendfsync", "always");
        try {
            Deadline.await("offered", SOON, () -> offered().contains("fsync"));
            assertProven(node.put(SETTINGS + own + "?durability=fsync&timeout=20s", WRITE), 201, "fsync", "fsync");
        } finally {
            redis.command("CONFIG", "SET", "appendfsync", "everysec");
        }
    }

    @Test
    void putWhenRedisNeverTellsWhatIsOnDiskThen422BeforeAnythingIsWritten() {
        redis.command("CONFIG", "SET", "appendfsync", "no");
        try {
            Deadline.await("unproven", SOON, () -> told("fsync").contains("unproven"));
            var answer = node.put(SETTINGS + own + "?durability=fsync", WRITE);
            assertProblem(answer, 422, "durability-unavailable");
            assertThat(json(answer).path("field").asString()).isEqualTo("durability");
            assertThat(json(answer).path("requested").asString()).isEqualTo("fsync");
            assertThat(json(answer).path("offered").values())
                    .extracting(level -> level.asString())
                    .containsExactly("memory", "archived");
            assertThat(json(answer).path("why").asString()).contains("disk");
            assertNothingWritten();
        } finally {
            redis.command("CONFIG", "SET", "appendfsync", "everysec");
        }
    }

    @Test
    void putWhenTheConfigurationMayNotBeReadThenFsyncIsProvenByWaitaofOrRefusedWithTheReason() {
        letReadTheConfiguration("-");
        try (var confined = ApiNode.start(redis)) {
            var answer = confined.put(SETTINGS + own + "?durability=fsync&timeout=20s", WRITE);
            if (String.valueOf(redis.command("COMMAND", "INFO", "waitaof")).contains("waitaof")) {
                assertProven(answer, 201, "fsync", "fsync");
            } else {
                assertProblem(answer, 422, "durability-unavailable");
                assertThat(json(answer).path("why").asString()).contains("CONFIG");
                assertNothingWritten();
            }
        } finally {
            letReadTheConfiguration("+");
        }
    }

    @Test
    void putWhenThereIsNoReplicaThen422BeforeAnythingIsWritten() {
        var answer = node.put(SETTINGS + own + "?durability=replicated", WRITE);
        assertProblem(answer, 422, "durability-unavailable");
        assertThat(json(answer).path("why").asString()).contains("0 replicas");
        assertNothingWritten();
    }

    @Test
    void a4PutWhenTheReplicaHangsThen202AndTheRevisionIsLaterConfirmed() {
        var setup = RedisSetup.temporary().with("replicaof", redis.peer());
        try (var replica = RedisServer.launch(setup)) {
            Deadline.await("offered", SOON, () -> offered().contains("replicated"));
            var path = SETTINGS + own + "?durability=replicated&timeout=";
            assertProven(node.put(path + "20s", WRITE), 201, "replicated", "replicated");
            replica.pause();
            var late = node.put(path + "300ms", "{\"value\":2}", "Idempotency-Key", own);
            assertProven(late, 202, "replicated", "memory");
            assertThat(json(late).path("revision").asLong()).isPositive();
            replica.resume();
            var confirmed = node.put(path + "20s", "{\"value\":2}", "Idempotency-Key", own);
            assertProven(confirmed, 200, "replicated", "replicated");
            assertThat(json(confirmed).path("revision")).isEqualTo(json(late).path("revision"));
        }
        Deadline.await("gone", SOON, () -> !offered().contains("replicated"));
    }

    @Test
    void putWhenTheArchiveAcknowledgesThenArchivedIsProven() {
        var waiting = node.putLater(SETTINGS + own + "?durability=archived&timeout=60s", WRITE);
        Deadline.await(
                "written",
                SOON,
                () -> store.settings().read(SPACE, new SettingName(own)).isPresent());
        assertThat(waiting).isNotDone();
        var entry = store.settings().read(SPACE, new SettingName(own)).orElseThrow();
        store.backlog().acknowledge(SPACE, Map.of(entry.name(), entry.revision()));
        store.backlog()
                .history(SPACE, null, 1000)
                .forEach(record -> store.backlog().acknowledgeHistory(SPACE, record.id(), 1000));
        assertProven(waiting.join(), 201, "archived", "archived");
    }

    @Test
    void changesWhenTheArchiveIsLateThen202AndWhoHasAppliedThem() {
        var body = "{\"changes\":[{\"name\":\"%1$s/a\",\"value\":1},{\"name\":\"%1$s/b\",\"value\":1}]}".formatted(own);
        var answer =
                node.post("/v1/namespaces/durability-it/changes?durability=archived&timeout=1s&wait=applied", body);
        assertProven(answer, 202, "archived", "memory");
        assertThat(json(answer).path("applied").path("count").asInt()).isEqualTo(1);
        assertThat(json(answer).path("changes")).hasSize(2);
    }

    @Test
    void importWhenTheArchiveIsLateThen202() {
        var answer = node.post(
                "/v1/namespaces/durability-it/import?durability=archived&timeout=100ms",
                "{\"format\":1,\"settings\":{\"%s\":1}}".formatted(own));
        assertProven(answer, 202, "archived", "memory");
        assertThat(json(answer).path("changes")).hasSize(1);
    }

    @Test
    void writeWhenTheNamespaceHasALevelThenItCountsUnlessAnotherIsAskedFor() {
        var space = "/v1/namespaces/" + own;
        assertInvalid(node.call(ApiNode.OPERATOR, "PUT", space, "{\"durability\":\"disk\"}"), "durability");
        var created =
                node.call(ApiNode.OPERATOR, "PUT", space, "{\"description\":\"dear\",\"durability\":\"archived\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).path("durability").asString()).isEqualTo("archived");
        assertThat(json(node.get(space)).path("durability").asString()).isEqualTo("archived");
        assertProven(node.put(space + "/settings/a?timeout=100ms", WRITE), 202, "archived", "memory");
        assertProven(node.put(space + "/settings/a?durability=memory", WRITE), 200, "memory", "memory");
        node.call(ApiNode.OPERATOR, "PUT", space, "{\"durability\":\"replicated\"}");
        assertProblem(node.put(space + "/settings/a", WRITE), 422, "durability-unavailable");
        node.call(ApiNode.OPERATOR, "PUT", space, "{}");
        assertThat(json(node.get(space)).has("durability")).isFalse();
        assertThat(json(node.put(space + "/settings/a", WRITE)).has("durability"))
                .isFalse();
    }

    /** What docs/operations.md says to grant where Redis does not know WAITAOF. */
    private void letReadTheConfiguration(String sign) {
        redis.command("ACL", "SETUSER", RedisUsers.API, sign + "config|get");
    }

    private String offered() {
        return told("levels");
    }

    private String told(String detail) {
        return json(node.get("/actuator/info")).path("durability").path(detail).toString();
    }

    private void assertNothingWritten() {
        assertProblem(node.get(SETTINGS + own + "?from=redis"), 404, "unknown-setting");
    }

    private static void assertProven(HttpResponse<String> answer, int status, String requested, String proven) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var durability = json(answer).path("durability");
        assertThat(durability.path("requested").asString()).as(answer.body()).isEqualTo(requested);
        assertThat(durability.path("proven").asString()).as(answer.body()).isEqualTo(proven);
    }
}
