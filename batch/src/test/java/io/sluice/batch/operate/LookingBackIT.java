package io.sluice.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.definition.Definition;
import io.sluice.definition.Target;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The history and the past of a namespace over HTTP. */
class LookingBackIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final BatchNode node = BatchNode.shared();
    private final Namespace namespace = node.namespace();

    @Test
    void historyWhenArchivedThenEveryChangeNewestFirstWithTheFieldsOfTheApi() {
        var first = node.put(namespace, "a", "1");
        var second = node.put(namespace, "a", "{\"n\":2}");
        var third = node.remove(namespace, "a");
        node.drain(namespace);

        var answer = json("history", "");

        assertThat(answer.propertyNames()).containsExactly("namespace", "changes");
        assertThat(answer.path("namespace").asString()).isEqualTo(namespace.text());
        var changes = answer.path("changes");
        assertThat(changes.size()).isEqualTo(3);
        assertThat(changes.get(0).propertyNames())
                .containsExactly(
                        "namespace",
                        "name",
                        "removed",
                        "old",
                        "revision",
                        "changedAt",
                        "author",
                        "reason",
                        "requestId");
        assertThat(changes.get(0).path("removed").asBoolean()).isTrue();
        assertThat(changes.get(0).path("old").toString()).isEqualTo("{\"n\":2}");
        assertThat(changes.get(0).path("revision").asLong()).isEqualTo(third.micros());
        assertThat(changes.get(1).path("value").toString()).isEqualTo("{\"n\":2}");
        assertThat(changes.get(1).path("old").asInt()).isOne();
        assertThat(changes.get(1).path("revision").asLong()).isEqualTo(second.micros());
        assertThat(changes.get(2).propertyNames())
                .containsExactly(
                        "namespace", "name", "value", "revision", "changedAt", "author", "reason", "requestId");
        assertThat(changes.get(2).path("revision").asLong()).isEqualTo(first.micros());
        assertThat(Instant.parse(changes.get(2).path("changedAt").asString())).isEqualTo(first.time());
        assertThat(changes.get(2).path("author").asString()).isEqualTo("alice");
        assertThat(changes.get(2).path("reason").asString()).isEqualTo("a test");
    }

    @Test
    void historyWhenFilteredThenOnlyWhatFits() {
        var a = node.put(namespace, "a", "1");
        var b = node.put(namespace, "b", "1");
        var c = node.put(namespace, "a", "2");
        node.drain(namespace);
        node.jdbc()
                .update(
                        "UPDATE setting_history SET author = 'bob' WHERE namespace = ? AND revision = ?",
                        namespace.text(),
                        b.micros());

        assertThat(revisions("")).containsExactly(c, b, a);
        assertThat(revisions("name=a")).containsExactly(c, a);
        assertThat(revisions("name=absent")).isEmpty();
        assertThat(revisions("author=bob")).containsExactly(b);
        assertThat(revisions("author=bob%20")).isEmpty();
        assertThat(revisions("author=Bob")).isEmpty();
        assertThat(revisions("name=a&author=bob")).isEmpty();
        assertThat(revisions("from=" + b)).as("from is in it").containsExactly(c, b);
        assertThat(revisions("to=" + c)).as("to is not in it").containsExactly(b, a);
        assertThat(revisions("from=" + b.time() + "&to=" + c.time())).containsExactly(b);
        assertThat(revisions("from=2200-01-01T00:00:00Z")).isEmpty();
        assertThat(revisions("name=a&to=" + c)).containsExactly(a);
    }

    @Test
    void historyWhenPagedThenEachChangeOnceAlsoWithinAChangeSet() {
        node.write(namespace, put("a", "1"), put("b", "1"), put("c", "1"));
        node.put(namespace, "a", "2");
        node.drain(namespace);

        var names = new ArrayList<String>();
        var next = "";
        do {
            var page = json("history", "limit=1" + (next.isEmpty() ? "" : "&after=" + next));
            assertThat(page.path("changes").size()).isOne();
            names.add(page.path("changes").get(0).path("name").asString());
            next = page.path("next").asString("");
        } while (!next.isEmpty());

        assertThat(names).containsExactly("a", "c", "b", "a");
    }

    @ParameterizedTest
    @CsvSource({
        "history, from=yesterday, from",
        "history, to=2026-11-24T10:00:00, to",
        "history, from=, from",
        "history, from=2000&to=1000, to",
        "history, from=2000&to=2000, to",
        "history, name=, name",
        "history, name=a%20b, name",
        "history, author=, author",
        "history, limit=0, limit",
        "history, after=12, after",
        "history, after=0-1, after",
        "history, at=12, at",
        "history, name=a&name=b, name",
        "settings, '', at",
        "settings, at=, at",
        "settings, at=now, at",
        "settings, at=0, at",
        "settings, at=1&after=a%20b, after",
        "settings, at=1&limit=1001, limit",
        "settings, at=1&name=a, name",
    })
    void getWhenAParameterIsNotAllowedThen400WithTheField(String list, String query, String field) {
        var answer = get(BatchNode.READER, list, query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(answer.body()).path("field").asString()).isEqualTo(field);
        assertThat(JSON.readTree(answer.body()).hasNonNull("expected")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "settings"})
    void getWhenTheNamespaceIsUnknownThen404AndElsewhere403(String list) {
        var nowhere = "/v1/namespaces/nowhere/" + list + "?" + (list.equals("settings") ? "at=1" : "");
        assertThat(call(BatchNode.READER, nowhere).statusCode()).isEqualTo(404);
        assertThat(get(BatchNode.CONFINED, list, "at=1").statusCode()).isEqualTo(list.equals("history") ? 400 : 403);
        assertThat(get("", list, "").statusCode()).isEqualTo(401);
    }

    @Test
    void settingsWhenChangedSinceThenAsTheyWere() {
        var before = node.put(namespace, "a", "1");
        node.put(namespace, "b", "\"two\"");
        var then = node.remove(namespace, "b");
        var later = node.put(namespace, "a", "2");
        node.drain(namespace);

        var answer = json("settings", "at=" + then.time());

        assertThat(answer.propertyNames())
                .containsExactly("namespace", "at", "revision", "complete", "settings", "unproven");
        assertThat(Instant.parse(answer.path("at").asString())).isEqualTo(then.time());
        assertThat(answer.path("revision").asLong()).isEqualTo(then.micros());
        assertThat(answer.path("complete").path("since").isNull()).isTrue();
        assertThat(answer.path("complete").path("until").asLong()).isGreaterThanOrEqualTo(then.micros());
        assertThat(answer.path("unproven").size()).isZero();
        assertThat(answer.path("settings").size()).isOne();
        var setting = answer.path("settings").get(0);
        assertThat(setting.propertyNames())
                .containsExactly("namespace", "name", "value", "revision", "changedAt", "author", "reason");
        assertThat(setting.path("value").asInt()).isOne();
        assertThat(setting.path("revision").asLong()).isEqualTo(before.micros());
        assertThat(json("settings", "at=" + later)
                        .path("settings")
                        .get(0)
                        .path("value")
                        .asInt())
                .isEqualTo(2);
        assertThat(json("settings", "at=" + (before.micros() - 1))
                        .path("settings")
                        .size())
                .isZero();
    }

    @Test
    void settingsWhenPagedThenAllOfTheSameMoment() {
        for (int i = 0; i < 5; i++) {
            node.put(namespace, "n" + i, "1");
        }
        var then = node.put(namespace, "n0", "2");
        node.drain(namespace);

        var first = json("settings", "limit=2&at=" + then);
        for (int i = 0; i < 5; i++) {
            node.put(namespace, "n" + i, "3");
        }
        node.remove(namespace, "n2");
        node.drain(namespace);
        var second = json(
                "settings",
                "limit=2&at=" + then + "&after=" + first.path("next").asString());
        var last = json(
                "settings",
                "limit=2&at=" + then + "&after=" + second.path("next").asString());

        assertThat(values(first)).containsExactly("n0=2", "n1=1");
        assertThat(values(second)).containsExactly("n2=1", "n3=1");
        assertThat(values(last)).containsExactly("n4=1");
        assertThat(last.has("next")).isFalse();
        assertThat(values(json("settings", "prefix=n1&at=" + then))).containsExactly("n1=1");
    }

    @Test
    void settingsWhenSomethingIsPendingThen409BeyondWhatIsArchivedAndAnswersBelow() {
        var archived = node.put(namespace, "a", "1");
        node.drain(namespace);
        var pending = node.put(namespace, "a", "2");

        var refused = get(BatchNode.READER, "settings", "at=" + pending);

        assertThat(refused.statusCode()).isEqualTo(409);
        var problem = JSON.readTree(refused.body());
        assertThat(problem.path("type").asString()).isEqualTo("urn:sluice:problem:conflict");
        assertThat(problem.path("field").asString()).isEqualTo("at");
        assertThat(problem.path("complete").path("until").asLong()).isEqualTo(pending.micros() - 1);
        assertThat(problem.path("expected").asString())
                .isEqualTo("up to %d (%s)".formatted(pending.micros() - 1, new Revision(pending.micros() - 1).time()));
        assertThat(values(json("settings", "at=" + archived))).containsExactly("a=1");
        assertThat(values(json("settings", "at=" + (pending.micros() - 1)))).containsExactly("a=1");
        node.drain(namespace);
        assertThat(values(json("settings", "at=" + pending))).containsExactly("a=2");
    }

    @Test
    void getWhenOldHistoryWasDroppedThenSinceWhenItIsWholeAnd409BeforeThat() {
        var a = node.put(namespace, "a", "1");
        var b = node.put(namespace, "b", "1");
        node.drain(namespace);
        node.jdbc().update("INSERT INTO history_kept VALUES (?, ?, ?)", namespace.text(), b.micros(), b.micros());

        var refused = get(BatchNode.READER, "settings", "at=" + a);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(JSON.readTree(refused.body()).path("complete").path("since").asLong())
                .isEqualTo(b.micros());
        assertThat(JSON.readTree(refused.body()).path("expected").asString())
                .startsWith("from %d (%s) up to ".formatted(b.micros(), b.time()));
        assertThat(json("settings", "at=" + b).path("complete").path("since").asLong())
                .isEqualTo(b.micros());
        assertThat(json("history", "").path("since").asLong()).isEqualTo(b.micros());
    }

    @Test
    void settingsWhenInTheFutureThen409AndNowIsAnswered() {
        node.put(namespace, "a", "1");
        node.drain(namespace);

        assertThat(get(BatchNode.READER, "settings", "at=2200-01-01T00:00:00Z").statusCode())
                .isEqualTo(409);
        assertThat(values(json("settings", "at=" + Instant.now().minusMillis(1).truncatedTo(ChronoUnit.MICROS))))
                .containsExactly("a=1");
    }

    @Test
    void settingsWhenNothingIsArchivedYetThen409UntilItIs() {
        var pending = node.put(namespace, "a", "1");

        assertThat(get(BatchNode.READER, "settings", "at=" + pending).statusCode())
                .isEqualTo(409);
        assertThat(values(json("settings", "at=" + (pending.micros() - 1)))).isEmpty();
    }

    @Test
    void getWhenWhatIsOrWasSecretThenMaskedForEverybodyInBoth() {
        node.put(namespace, "token", "\"first-secret\"");
        define("token", Set.of(Definition.Mark.SECRET));
        node.put(namespace, "token", "\"second-secret\"");
        var then = node.put(namespace, "open", "\"public\"");
        node.drain(namespace);
        define("token", Set.of());
        node.drain(namespace);

        for (var token : new String[] {BatchNode.READER, BatchNode.EDITOR, BatchNode.OPERATOR}) {
            var history = get(token, "history", "");
            var settings = get(token, "settings", "at=" + then);
            assertThat(history.body())
                    .doesNotContain("-secret")
                    .contains("\"secret\":true")
                    .contains("public");
            assertThat(settings.body())
                    .doesNotContain("-secret")
                    .contains("\"secret\":true")
                    .contains("public");
        }
    }

    @Test
    void getWhenTheDefinitionIsOnlyInTheHistoryYetThenMasked() {
        define("token", Set.of(Definition.Mark.SECRET));
        var then = node.put(namespace, "token", "\"a-secret\"");
        node.drain(namespace);
        node.jdbc().update("DELETE FROM setting WHERE namespace = ? AND name LIKE '$%'", namespace.text());

        assertThat(get(BatchNode.EDITOR, "history", "").body()).doesNotContain("a-secret");
        assertThat(get(BatchNode.EDITOR, "settings", "at=" + then).body()).doesNotContain("a-secret");
    }

    @Test
    void getWhenRedisHasLostTheNamespaceThenTheArchiveAnswersAllTheSame() {
        var then = node.put(namespace, "a", "1");
        node.put(namespace, "a", "2");
        node.drain(namespace);
        RedisServer.shared().command("SREM", "sluice:namespaces", namespace.text());

        assertThat(json("history", "").path("changes").size()).isEqualTo(2);
        assertThat(values(json("settings", "at=" + then))).containsExactly("a=1");
    }

    private void define(String target, Set<Definition.Mark> marks) {
        var definition = new Definition(new Target(target), new SettingValue("true"), null, marks, null);
        var changes = new ArrayList<Change>(
                List.of(new Change.Put(definition.target().setting(), definition.value()), put("$definitions", "1")));
        if (definition.isSecret()) {
            changes.add(new Change.Put(definition.target().secretMark(), new SettingValue("true")));
        }
        node.write(namespace, changes.toArray(Change[]::new));
    }

    private List<Revision> revisions(String query) {
        return StreamSupport.stream(json("history", query).path("changes").spliterator(), false)
                .map(change -> new Revision(change.path("revision").asLong()))
                .toList();
    }

    private static List<String> values(JsonNode page) {
        return StreamSupport.stream(page.path("settings").spliterator(), false)
                .map(setting -> setting.path("name").asString() + "=" + setting.path("value"))
                .toList();
    }

    private JsonNode json(String list, String query) {
        var answer = get(BatchNode.READER, list, query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> get(String token, String list, String query) {
        return call(token, "/v1/namespaces/" + namespace + "/" + list + "?" + query);
    }

    private HttpResponse<String> call(String token, String path) {
        var request = HttpRequest.newBuilder(URI.create(node.address() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("GET " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Change put(String name, String json) {
        return new Change.Put(new SettingName(name), new SettingValue(json));
    }
}
