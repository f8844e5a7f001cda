package io.sluice.api.input;

import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.http.AccessPage;
import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ten thousand requests and more that are wrong, to every call that the node serves and in every way that {@link Faults} knows: each is
 * answered by a problem, and nothing changes. What only looks wrong is taken as it is. Calls, parameters and fields are those of the
 * OpenAPI document, so that new ones are tried by themselves. The same seed makes the same requests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private static final long SEED = 20_261_124L;
    private static final int AT_LEAST = 12_000;
    private static final int CLIENTS = 12;
    private static final int VALUE_LIMIT = 64 * 1024;
    private static final int BODY_LIMIT = 1024 * 1024;
    /** Begins the ids of all calls, so that an answer tells which one it is for. */
    private static final String ID = "bad-input-";

    private static final String WRONG = "wrong-input";
    private static final String ODD = "odd-input";

    private final RedisServer redis = RedisServer.launch();
    private final ApiNode node = ApiNode.start(
            redis,
            "--sluice.limits.value=" + VALUE_LIMIT + "B",
            "--sluice.limits.body=" + BODY_LIMIT + "B",
            "--logging.level.sluice.audit=warn");
    private final int port = URI.create(node.address()).getPort();
    private final List<Operation> operations =
            Operation.of(json(node.get("/v3/api-docs")), AccessPage.served(node.context()));
    private final AtomicInteger ids = new AtomicInteger();
    private final Verdicts verdicts = new Verdicts();

    @AfterAll
    void close() {
        node.close();
        redis.close();
    }

    @Test
    void callWhenTheInputIsWrongThenAProblemAndNothingChanges() throws Exception {
        prepare(WRONG);
        prepare(ODD);
        var wrong = wrong();
        var odd = odd();
        var before = state(WRONG);
        var namespaces = namespaces();

        Collections.shuffle(wrong, new Random(SEED));
        send(wrong);
        var unchanged = state(WRONG);
        send(odd.stream().map(Oddities.Written::attempt).toList());

        System.out.println(verdicts.report(SEED));
        assertThat(verdicts.faults()).as("seed " + SEED).isEmpty();
        assertThat(unchanged).isEqualTo(before);
        assertThat(state(WRONG)).isEqualTo(before);
        assertThat(namespaces()).isEqualTo(namespaces);
        odd.forEach(this::assertKept);
        assertThat(wrong.size()).isGreaterThanOrEqualTo(AT_LEAST);
    }

    /** With the settings that the examples of the document speak of, all of one revision. */
    private void prepare(String namespace) {
        node.create(namespace);
        var answer = node.post(
                "/v1/namespaces/" + namespace + "/changes",
                "{\"changes\":[{\"name\":\"a\",\"value\":1},{\"name\":\"limits.max\",\"value\":2},"
                        + "{\"name\":\"limits.old\",\"value\":3}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private List<Attempt> wrong() {
        var attempts = new ArrayList<Attempt>();
        var faults = new ArrayList<Faults>();
        for (var operation : operations) {
            var methods = operations.stream()
                    .filter(other -> other.path().equals(operation.path()))
                    .map(Operation::method)
                    .collect(Collectors.toCollection(TreeSet::new));
            var body = operation.takesJson()
                    ? new Body(example(operation, WRONG), operation.schema(), operation.document())
                    : null;
            var of = new Faults(operation, good(operation, WRONG, body), body, methods);
            attempts.addAll(of.all(WRONG, BODY_LIMIT, VALUE_LIMIT));
            faults.add(of);
        }
        var random = new Random(SEED);
        int systematic = attempts.size();
        while (attempts.size() < Math.max(AT_LEAST, systematic + 2000)) {
            attempts.add(faults.get(random.nextInt(faults.size())).random(random));
        }
        return attempts;
    }

    private List<Oddities.Written> odd() {
        var put = operations.stream().filter(Oddities::isPut).findFirst().orElseThrow();
        var body = new Body(example(put, ODD), put.schema(), put.document());
        return new Oddities(put, good(put, ODD, body), ODD).all(VALUE_LIMIT, BODY_LIMIT);
    }

    private static Wire good(Operation operation, String namespace, @Nullable Body body) {
        var wire = new Wire(
                operation.method(),
                operation.path(namespace, "a"),
                List.of("Host: localhost", "Authorization: Bearer " + ApiNode.OPERATOR),
                null);
        return body == null ? wire : wire.with("Content-Type: application/json").body(Wire.utf8(body.text()));
    }

    /** The first example of the document that is accepted: what is refused anyhow proves nothing of a fault in it. */
    private JsonNode example(Operation operation, String namespace) {
        var refusals = new ArrayList<String>();
        for (var example : operation.examples()) {
            var trial = "trial-" + ids.incrementAndGet();
            prepare(trial);
            var answer = node.call(
                    ApiNode.OPERATOR,
                    operation.method(),
                    operation.path(trial, "a"),
                    here(example.deepCopy(), trial).toString());
            if (answer.statusCode() / 100 == 2) {
                return here(example.deepCopy(), namespace);
            }
            refusals.add(answer.body());
        }
        throw new IllegalStateException(
                "%s: no example is accepted (expected: one): %s".formatted(operation.name(), refusals));
    }

    /** An example with this namespace in the place of its own, and its head wherever the example has a revision. */
    private JsonNode here(JsonNode example, String namespace) {
        long head = revision(namespace);
        if (example instanceof ObjectNode object) {
            if (object.has("namespace")) {
                object.put("namespace", namespace);
            }
            for (var name : List.copyOf(object.propertyNames())) {
                if (object.path(name).isNumber() && object.path(name).asLong() > 1L << 50) {
                    object.put(name, head);
                }
            }
        }
        example.forEach(child -> here(child, namespace));
        return example;
    }

    private void send(List<Attempt> attempts) throws Exception {
        Queue<Attempt> left = new ConcurrentLinkedQueue<>(attempts);
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            var work = new ArrayList<Callable<Void>>();
            for (int i = 0; i < CLIENTS; i++) {
                work.add(() -> {
                    sendAll(left);
                    return null;
                });
            }
            for (var done : clients.invokeAll(work, 5, TimeUnit.MINUTES)) {
                done.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private void sendAll(Queue<Attempt> left) throws IOException {
        try (var client = new RawClient(port)) {
            for (var attempt = left.poll(); attempt != null; attempt = left.poll()) {
                var id = ID + ids.incrementAndGet();
                try {
                    var answer = client.send(attempt.octets(id), attempt.behind());
                    verdicts.judge(attempt, answer);
                    var answered = answer.header("x-request-id");
                    if (answered.startsWith(ID) && !answered.equals(id)) {
                        verdicts.fault(attempt, "the answer to another request: " + answered);
                    }
                } catch (IOException | RuntimeException e) {
                    verdicts.fault(attempt, "no answer: " + e);
                }
            }
        }
    }

    private void assertKept(Oddities.Written written) {
        var path = "/v1/namespaces/" + ODD + "/settings/" + Wire.percent(written.name()) + "?from=redis";
        var answer = node.get(path);
        var what = written.attempt().kind() + ": "
                + Verdicts.shown(written.attempt().octets());
        assertThat(answer.statusCode()).as(what).isEqualTo(200);
        assertThat(answer.body()).as(what).contains(",\"value\":" + written.value() + ",\"revision\":");
        assertThat(json(answer).path("name").asString()).as(what).isEqualTo(written.name());
        assertThat(json(answer).path("reason").asString(null)).as(what).isEqualTo(written.reason());
    }

    private long revision(String namespace) {
        return Long.parseLong(String.valueOf(redis.command("HGET", "sluice:{" + namespace + "}:meta", "revision")));
    }

    private Set<?> namespaces() {
        return Set.copyOf((List<?>) Objects.requireNonNull(redis.command("SMEMBERS", "sluice:namespaces")));
    }

    /** All that Redis holds of a namespace, the keys of requests among them. */
    private Map<String, Object> state(String namespace) {
        var state = new TreeMap<String, Object>();
        var keys = (List<?>) Objects.requireNonNull(redis.command("KEYS", "sluice:{" + namespace + "}:*"));
        for (var key : keys) {
            var name = String.valueOf(key);
            var type = String.valueOf(redis.command("TYPE", name));
            var content = switch (type) {
                case "hash" -> sorted(redis.command("HGETALL", name));
                case "zset" -> redis.command("ZRANGE", name, "0", "-1", "WITHSCORES");
                case "stream" -> redis.command("XRANGE", name, "-", "+");
                case "string" -> redis.command("GET", name);
                default -> throw new IllegalStateException(name + ": " + type);
            };
            state.put(name, Objects.requireNonNull(content));
        }
        return state;
    }

    private static Map<String, String> sorted(@Nullable Object fields) {
        var flat = (List<?>) Objects.requireNonNull(fields);
        var sorted = new TreeMap<String, String>();
        for (int i = 0; i < flat.size(); i += 2) {
            sorted.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
        }
        return sorted;
    }
}
