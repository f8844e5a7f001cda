package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.NodeReport;
import io.sluice.store.RedisStore;
import io.sluice.store.Rejection;
import io.sluice.store.TestStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both nodes report so rarely by themselves that nothing here would end in time if they were not asked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("servers")
class WaitIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Namespace SPACE = new Namespace("wait-it");
    private static final String SETTINGS = "/v1/namespaces/wait-it/settings/";
    private static final String STAND_IN = "stand-in";
    private static final String[] OPTIONS = {"--sluice.watch.heartbeat=60s", "--server.tomcat.threads.max=4"};

    private final RedisServer redis = RedisServer.launch();
    private final RedisStore store = TestStore.on(redis.host(), redis.port());
    private final ApiNode node = ApiNode.start(redis.host(), redis.port(), OPTIONS);
    private final ApiNode other = ApiNode.start(redis.host(), redis.port(), OPTIONS);
    private String own = "";

    @BeforeAll
    void createNamespace() {
        node.create(SPACE.text());
        // A node is ready before its first report is there, and only those that have reported are waited for.
        Deadline.await("both have reported", SOON, () -> store.nodes().live().size() == 2);
    }

    @BeforeEach
    void chooseAName() {
        own = UUID.randomUUID().toString();
    }

    @AfterEach
    void removeStandIn() {
        store.nodes().remove(STAND_IN);
    }

    @AfterAll
    void close() {
        node.close();
        other.close();
        store.close();
        redis.close();
    }

    @Test
    void putWhenAllNodesApplyThenTheEntryAndAllOfThem() {
        var created = node.put(SETTINGS + own + "?wait=applied&timeout=20s", "{\"value\":1,\"reason\":\"to try\"}");
        assertApplied(created, 201, 2);
        assertThat(created.headers().firstValue("ETag"))
                .hasValue("\"" + json(created).path("revision").asLong() + "\"");
        assertThat(json(created).path("name").asString()).isEqualTo(own);
        assertThat(json(created).path("value").asInt()).isEqualTo(1);
        assertThat(json(created).path("reason").asString()).isEqualTo("to try");
        assertThat(json(created).has("durability")).isFalse();
        assertThat(other.get(SETTINGS + own).body()).contains("\"value\":1");
        assertApplied(node.put(SETTINGS + own + "?wait=applied&timeout=20s", "{\"value\":2}"), 200, 2);
        assertApplied(node.delete(SETTINGS + own + "?wait=applied&timeout=20s"), 200, 2);
    }

    @Test
    void putWhenTheNamespaceIsNewThenTheNodesThatHaveJustHeardOfItAreWaitedFor() {
        node.call(ApiNode.OPERATOR, "PUT", "/v1/namespaces/" + own, "{}");
        var answer = node.put("/v1/namespaces/" + own + "/settings/a?wait=applied&timeout=20s", "{\"value\":1}");
        assertApplied(answer, 201, 2);
    }

    @Test
    void putWhenTheValueIsTooLargeForAMessageThenItIsFetchedAndReported() {
        var large = "{\"value\":\"" + "x".repeat(200_000) + "\"}";
        assertApplied(node.put(SETTINGS + own + "?wait=applied&timeout=20s", large), 201, 2);
    }

    @Test
    void changesWhenAllNodesApplyThenAllOfThem() {
        var body = "{\"changes\":[{\"name\":\"%1$s/a\",\"value\":1},{\"name\":\"%1$s/b\",\"value\":1}]}".formatted(own);
        var answer = node.post("/v1/namespaces/wait-it/changes?wait=applied&timeout=20s", body);
        assertApplied(answer, 200, 2);
        assertThat(json(answer).path("changes")).hasSize(2);
        var rollback = node.post(
                "/v1/namespaces/wait-it/rollback?wait=applied&timeout=20s",
                "{\"to\":%d,\"names\":[\"%s/a\"]}"
                        .formatted(json(answer).path("revision").asLong() - 1, own));
        assertApplied(rollback, 200, 2);
        assertThat(json(rollback).path("changes")).hasSize(1);
    }

    @Test
    void putWhenRepeatedWithItsKeyThenWaitsForTheFirstWrite() {
        var path = SETTINGS + own + "?wait=applied&timeout=20s";
        var first = node.put(path, "{\"value\":1}", "Idempotency-Key", own);
        var again = other.put(path, "{\"value\":1}", "Idempotency-Key", own);
        assertApplied(again, 201, 2);
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void putWhenANodeDoesNotApplyInTimeThen202NamesIt() {
        standIn(new Head(head().position(), new Revision(1)), List.of());
        var answer = node.put(SETTINGS + own + "?wait=applied&timeout=300ms", "{\"value\":1}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(json(answer).path("revision").asLong()).isPositive();
        var applied = json(answer).path("applied");
        assertThat(applied.path("count").asInt()).isEqualTo(2);
        assertThat(applied.path("of").asInt()).isEqualTo(3);
        assertThat(applied.path("missing")).hasSize(1);
        assertThat(applied.path("missing").path(0).asString()).isEqualTo(STAND_IN);
    }

    @Test
    void putWhenTheLastNodeReportsThenIsAnsweredAndTellsWhatItRejects() {
        standIn(head(), List.of());
        var waiting = node.putLater(SETTINGS + own + "?wait=applied&timeout=60s", "{\"value\":1}");
        awaitWritten(own);
        assertThat(waiting).isNotDone();
        var rejection = new Rejection(SPACE, new SettingName(own), head().revision(), "no number");
        standIn(head(), List.of(rejection));
        var answer = waiting.join();
        assertApplied(answer, 201, 3);
        var rejected = json(answer).path("applied").path("rejected");
        assertThat(rejected).hasSize(1);
        assertThat(rejected.path(0).path("node").asString()).isEqualTo(STAND_IN);
        assertThat(rejected.path(0).path("reason").asString()).isEqualTo("no number");
    }

    @Test
    void putWhenTheLastNodeDiesThenItIsNotWaitedFor() {
        standIn(head(), List.of());
        var waiting = node.putLater(SETTINGS + own + "?wait=applied&timeout=60s", "{\"value\":1}");
        awaitWritten(own);
        // By now the registry has been read, for this one and for the one before.
        var late = node.put(SETTINGS + own + "/late?wait=applied&timeout=500ms", "{\"value\":1}");
        assertThat(json(late).path("applied").path("missing").toString()).contains(STAND_IN);
        assertThat(waiting).isNotDone();
        store.nodes().remove(STAND_IN);
        assertApplied(waiting.join(), 201, 2);
    }

    @Test
    void putWhenANodeFollowsOtherNamespacesThenItIsNotWaitedFor() {
        report(Map.of(new Namespace("elsewhere"), head()), List.of());
        assertApplied(node.put(SETTINGS + own + "?wait=applied&timeout=20s", "{\"value\":1}"), 201, 2);
    }

    @Test
    void putWhenHundredsWaitThenTheyHoldUpNobodyAndAllAreAnswered() {
        standIn(head(), List.of());
        var waiting = IntStream.range(0, 300)
                .mapToObj(i -> node.putLater(SETTINGS + own + "/" + i + "?wait=applied&timeout=60s", "{\"value\":1}"))
                .toList();
        awaitWritten(own + "/299");
        // Four threads serve this node.
        assertThat(node.put(SETTINGS + own, "{\"value\":1}").statusCode()).isEqualTo(201);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        store.nodes().remove(STAND_IN);
        waiting.forEach(answer -> assertApplied(answer.join(), 201, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "wait=all,wait",
        "wait=,wait",
        "wait=applied&timeout=1m,timeout",
        "wait=applied&timeout=0s,timeout",
        "wait=applied&wait=applied,wait",
        "durability=disk,durability",
        "waits=applied,waits",
    })
    void putWhenAParameterIsWrongThen400AndNothingIsWritten(String query, String field) {
        assertInvalid(node.put(SETTINGS + own + "?" + query, "{\"value\":1}"), field);
        assertInvalid(node.delete(SETTINGS + own + "?" + query), field);
        assertThat(node.get(SETTINGS + own + "?from=redis").statusCode()).isEqualTo(404);
    }

    @Test
    void getWhenAskedToWaitThen400() {
        assertInvalid(node.get(SETTINGS + own + "?wait=applied"), "wait");
    }

    private void awaitWritten(String name) {
        Deadline.await(
                "written",
                SOON,
                () -> store.settings().read(SPACE, new SettingName(name)).isPresent());
    }

    private Head head() {
        return store.feed().head(SPACE).orElseThrow();
    }

    /** A node that says of itself what a test wants. */
    private void standIn(Head applied, List<Rejection> rejected) {
        report(Map.of(SPACE, applied), rejected);
    }

    private void report(Map<Namespace, Head> applied, List<Rejection> rejected) {
        var now = Instant.now();
        store.nodes()
                .answer(new NodeReport(STAND_IN, "host", "shop", "1", "LIVE", now, now, applied, rejected, null), LONG);
    }

    private static void assertApplied(HttpResponse<String> answer, int status, int nodes) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var applied = json(answer).path("applied");
        assertThat(applied.path("count").asInt()).as(answer.body()).isEqualTo(nodes);
        assertThat(applied.path("of").asInt()).isEqualTo(nodes);
        assertThat(applied.path("missing").isArray()).isTrue();
        assertThat(applied.path("missing")).isEmpty();
    }
}
