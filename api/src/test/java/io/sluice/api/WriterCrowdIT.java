package io.sluice.api;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many who write at once, through both nodes: each request has one effect, and nobody loses anything. */
class WriterCrowdIT {
    private static final int WRITERS = 500;
    private static final int SETTINGS = 40;
    private static final int RACES = 1000;
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final int ATTEMPTS = 10;

    private final ApiNode one = ApiNode.one();
    private final ApiNode two = ApiNode.two();
    private final long seed = System.nanoTime();
    private final String namespace = "crowd-" + seed;
    private final String space = "/v1/namespaces/" + namespace;

    /**
     * A request that a writer makes once or again.
     *
     * @param key of the writer
     * @param changes values by name
     */
    private record Request(String key, Map<String, String> changes) {
        boolean isSingle() {
            return changes.size() == 1;
        }

        HttpResponse<String> send(ApiNode node, String space) {
            var name = changes.keySet().iterator().next();
            return isSingle()
                    ? node.put(
                            space + "/settings/" + name,
                            "{\"value\":\"" + changes.get(name) + "\"}",
                            "Idempotency-Key",
                            key)
                    : node.post(space + "/changes", body(), "Idempotency-Key", key);
        }

        private String body() {
            return changes.entrySet().stream()
                    .map(change -> "{\"name\":\"%s\",\"value\":\"%s\"}".formatted(change.getKey(), change.getValue()))
                    .collect(Collectors.joining(",", "{\"changes\":[", "]}"));
        }
    }

    /** What is the same in every repetition. */
    private record Answer(int status, String body, Optional<String> tag) {
        static Answer of(HttpResponse<String> answer) {
            return new Answer(
                    answer.statusCode(), answer.body(), answer.headers().firstValue("ETag"));
        }
    }

    /** Which answer a request got, by request. */
    private record Told(Request request, HttpResponse<String> answer) {}

    @Test
    void writeWhenFiveHundredRepeatAtRandomThenEachHasOneEffectAndOneAnswer() throws Exception {
        one.create(namespace);
        var random = new Random(seed);
        var attempts = attempts(random);
        var told = new ConcurrentHashMap<String, Queue<Told>>();
        var cuts = new AtomicInteger();
        try (var before1 = TcpProxy.to("127.0.0.1", port(one));
                var before2 = TcpProxy.to("127.0.0.1", port(two))) {
            var ways = List.of(one, two, ApiNode.elsewhere(before1.port()), ApiNode.elsewhere(before2.port()));
            var running = submit(attempts, ways, random, told, cuts);
            Deadline.await("all answered", LONG, () -> {
                before1.reset();
                before2.reset();
                return running.stream().allMatch(Future::isDone);
            });
            for (var attempt : running) {
                attempt.get();
            }
        }
        for (var attempt : attempts) {
            var node = random.nextBoolean() ? one : two;
            of(told, attempt).add(new Told(attempt, sendUntilAnswered(attempt, node, node, cuts)));
        }

        System.out.printf(
                "seed %d: %d writers, %d requests, %d of them cut off and sent again%n",
                seed,
                told.size(),
                told.values().stream().mapToInt(Collection::size).sum(),
                cuts.get());
        assertThat(told).hasSize(WRITERS);
        assertThat(cuts.get()).isPositive();
        var accepted = new HashMap<String, Told>();
        told.forEach((key, answers) -> accepted.put(key, one(answers)));
        assertHistory(accepted);
        assertLatest(accepted);
    }

    @Test
    void putWhenTwoEditorsChangeTheSameThenOneWinsAndTheOtherIsToldAndLosesNothing() throws Exception {
        one.create(namespace);
        var path = space + "/settings/contested";
        var tag = one.put(path, "{\"value\":\"begin\"}")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        int firstWins = 0;
        for (int race = 0; race < RACES; race++) {
            var first = one.putLater(path, "{\"value\":\"one-" + race + "\"}", "If-Match", tag);
            var second = two.putLater(path, "{\"value\":\"two-" + race + "\"}", "If-Match", tag);
            boolean isFirst = first.join().statusCode() == 200;
            firstWins += isFirst ? 1 : 0;
            var winner = isFirst ? first.join() : second.join();
            var loser = isFirst ? second.join() : first.join();
            assertThat(winner.statusCode()).as(winner.body()).isEqualTo(200);
            assertProblem(loser, 412, "revision-conflict");
            assertThat(json(loser).path("current")).as("race %d", race).isEqualTo(json(winner));
            // With what was told to the loser, what the loser wanted is still to be had.
            var mine = isFirst ? "two-" : "one-";
            var again = (isFirst ? two : one)
                    .put(
                            path,
                            "{\"value\":\"" + mine + race + "\"}",
                            "If-Match",
                            "\"" + json(loser).path("current").path("revision").asLong() + "\"");
            assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
            tag = again.headers().firstValue("ETag").orElseThrow();
        }
        System.out.printf("%d races of two editors: %d won by the first%n", RACES, firstWins);
        var history = history();
        assertThat(history.stream()
                        .filter(change -> change.path("name").asString().equals("contested")))
                .hasSize(2 * RACES + 1);
        assertThat(history.stream().map(change -> change.path("revision").asLong()))
                .doesNotHaveDuplicates();
    }

    /** Each writer's request one to four times; of every tenth writer some with another body. */
    private static List<Request> attempts(Random random) {
        var attempts = new ArrayList<Request>();
        for (int writer = 0; writer < WRITERS; writer++) {
            var key = "writer-" + writer;
            int setting = random.nextInt(SETTINGS);
            var isSingle = random.nextInt(3) > 0;
            for (int times = 1 + random.nextInt(4); times > 0; times--) {
                var value = writer % 10 == 0 && random.nextBoolean() ? key + "-other" : key;
                attempts.add(new Request(
                        key,
                        isSingle
                                ? Map.of("s" + setting, value)
                                : Map.of("s" + setting, value, "s" + (setting + 1) % SETTINGS, value)));
            }
        }
        Collections.shuffle(attempts, random);
        return attempts;
    }

    private List<Future<?>> submit(
            List<Request> attempts,
            List<ApiNode> ways,
            Random random,
            Map<String, Queue<Told>> told,
            AtomicInteger cuts) {
        var writers = Executors.newFixedThreadPool(WRITERS);
        try {
            var running = new ArrayList<Future<?>>();
            for (var attempt : attempts) {
                var way = ways.get(random.nextInt(ways.size()));
                var other = random.nextBoolean() ? one : two;
                running.add(writers.submit(() -> {
                    of(told, attempt).add(new Told(attempt, sendUntilAnswered(attempt, way, other, cuts)));
                }));
            }
            return running;
        } finally {
            writers.shutdown();
        }
    }

    private static Queue<Told> of(Map<String, Queue<Told>> told, Request request) {
        return told.computeIfAbsent(request.key(), key -> new ConcurrentLinkedQueue<>());
    }

    /** Whoever gets no answer knows nothing, and asks again, elsewhere; so does who is told that Redis did not answer in time. */
    private HttpResponse<String> sendUntilAnswered(Request request, ApiNode way, ApiNode other, AtomicInteger cuts) {
        var node = way;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                var answer = request.send(node, space);
                if (answer.statusCode() != 503) {
                    return answer;
                }
            } catch (UncheckedIOException e) {
                cuts.incrementAndGet();
            }
            node = other;
        }
        throw new IllegalStateException(
                "%s: no answer (expected: one within %d attempts)".formatted(request.key(), ATTEMPTS));
    }

    /** The one request of a writer that was carried out; all of its repetitions were told the same, and all others refused. */
    private static Told one(Collection<Told> answers) {
        var accepted = answers.stream()
                .filter(told -> told.answer().statusCode() / 100 == 2)
                .findFirst()
                .orElseThrow();
        for (var told : answers) {
            if (told.request().equals(accepted.request())) {
                assertThat(Answer.of(told.answer())).isEqualTo(Answer.of(accepted.answer()));
            } else {
                assertProblem(told.answer(), 422, "idempotency-key-reused");
            }
        }
        return accepted;
    }

    private void assertHistory(Map<String, Told> accepted) {
        var expected = new ArrayList<String>();
        accepted.values()
                .forEach(told -> told.request()
                        .changes()
                        .forEach((name, value) -> expected.add(change(
                                name, value, revision(told), told.request().key()))));
        var found = history().stream()
                .filter(change -> !change.path("name").asString().startsWith("$"))
                .map(change -> change(
                        change.path("name").asString(),
                        change.path("value").asString(),
                        change.path("revision").asLong(),
                        change.path("requestId").asString()))
                .toList();
        assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(accepted.values().stream().map(WriterCrowdIT::revision)).doesNotHaveDuplicates();
        assertThat(RedisServer.shared().command("XLEN", "sluice:{" + namespace + "}:history"))
                .isEqualTo((long) expected.size() + 1);
    }

    private void assertLatest(Map<String, Told> accepted) {
        var latest = new HashMap<String, Told>();
        accepted.values()
                .forEach(told -> told.request()
                        .changes()
                        .keySet()
                        .forEach(name -> latest.merge(name, told, (a, b) -> revision(a) > revision(b) ? a : b)));
        latest.forEach((name, told) -> {
            for (var node : List.of(one, two)) {
                Deadline.await("latest here", LONG, () -> is(node.get(space + "/settings/" + name), told, name));
                assertThat(is(node.get(space + "/settings/" + name + "?from=redis"), told, name))
                        .isTrue();
            }
        });
    }

    private static boolean is(HttpResponse<String> answer, Told told, String name) {
        var entry = json(answer);
        return entry.path("revision").asLong() == revision(told)
                && entry.path("value")
                        .asString("")
                        .equals(told.request().changes().get(name));
    }

    private static long revision(Told told) {
        return json(told.answer()).path("revision").asLong();
    }

    private static String change(String name, @Nullable String value, long revision, String key) {
        return "%s=%s@%d by %s".formatted(name, value, revision, key);
    }

    /** All of it, page by page. */
    private List<JsonNode> history() {
        var changes = new ArrayList<JsonNode>();
        var after = "";
        do {
            var page = json(one.get(space + "/history?limit=1000" + after));
            page.path("changes").forEach(changes::add);
            assertThat(changes.size()).as("seed %d: pages without end", seed).isLessThan(10 * RACES);
            after = page.has("next") ? "&after=" + page.path("next").asString() : "";
        } while (!after.isEmpty());
        return changes;
    }

    private static int port(ApiNode node) {
        return URI.create(node.address()).getPort();
    }
}
