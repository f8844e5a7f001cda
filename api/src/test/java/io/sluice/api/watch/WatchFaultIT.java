package io.sluice.api.watch;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What becomes of streams when something else breaks. */
class WatchFaultIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SPACE = "/v1/namespaces/fault-it";
    private static final String WATCH = SPACE + "/watch";
    private static final String LARGE = "\"" + "x".repeat(200_000) + "\"";

    @Test
    void watchWhenRedisGoesAndComesBackThenTheStreamStaysAndTellsAndANewEpochIsASnapshot() {
        try (var redis = RedisServer.launch();
                var node = ApiNode.start(redis)) {
            node.create("fault-it");
            put(node, "a", "1");
            try (var client = EventClient.open(node, WATCH)) {
                var before = client.next();
                redis.stop();
                var stale = client.any();
                assertThat(stale.type()).isEqualTo("state");
                assertThat(stale.data().path("state").asString()).isEqualTo("STALE");
                assertThat(stale.id()).isEqualTo(before.id());
                try (var another = EventClient.open(node, WATCH)) {
                    assertThat(another.any().data().path("state").asString()).isEqualTo("STALE");
                    assertThat(another.next().entries()).isEqualTo(Map.of("a", "1"));
                }
                redis.start();
                assertThat(client.any().data().path("state").asString()).isEqualTo("LIVE");
                Deadline.await(
                        "writes work again",
                        SOON,
                        () -> node.put(SPACE + "/settings/a", "{\"value\":2}").statusCode() == 200);
                var after = client.next();
                assertThat(after.type()).isEqualTo("snapshot");
                assertThat(after.entries()).isEqualTo(Map.of("a", "2"));
                assertThat(after.data().path("epoch"))
                        .isNotEqualTo(before.data().path("epoch"));
                put(node, "a", "3");
                assertThat(client.next().type()).isEqualTo("change");
                try (var resumed = EventClient.resume(node, WATCH, before.id())) {
                    assertThat(resumed.next().type()).isEqualTo("snapshot");
                }
            }
        }
    }

    @Test
    void watchWhenTheNodeWasCutOffThenWhatItMissedComesAndThenThatItIsLive() {
        try (var redis = RedisServer.launch();
                var proxy = TcpProxy.to(redis);
                var node = ApiNode.start(redis);
                var behind = ApiNode.start(proxy.host(), proxy.port())) {
            node.create("fault-it");
            Deadline.await("known", SOON, () -> behind.get(SPACE).statusCode() == 200);
            try (var client = EventClient.open(behind, WATCH)) {
                client.next();
                proxy.cut();
                assertThat(client.any().data().path("state").asString()).isEqualTo("STALE");
                put(node, "a", "1");
                put(node, "b", "1");
                proxy.pass();
                var missed = new TreeMap<String, String>();
                var event = client.any();
                while (event.type().equals("change")) {
                    missed.putAll(event.entries());
                    event = client.any();
                }
                assertThat(event.data().path("state").asString()).isEqualTo("LIVE");
                assertThat(missed).isEqualTo(Map.of("a", "1", "b", "1"));
            }
        }
    }

    @Test
    void watchWhenAClientTakesNothingThenItIsCutAndOthersGoOnAndItLosesNothing() throws Exception {
        try (var node = ApiNode.start(
                        RedisServer.shared(), "--sluice.stream.memory=4MB", "--sluice.stream.heartbeat=1s");
                var lazy = new Socket()) {
            node.create("fault-it");
            lazy.setReceiveBufferSize(4096);
            lazy.connect(address(node));
            request(lazy);
            try (var client = EventClient.open(node, WATCH)) {
                client.next();
                var slowest = Duration.ZERO;
                for (int i = 0; i < 120; i++) {
                    long begun = System.nanoTime();
                    put(node, "large" + i % 10, LARGE.replace("\"x", "\"" + i + "-"));
                    var event = client.next();
                    assertThat(event.data()
                                    .path("changes")
                                    .path(0)
                                    .path("value")
                                    .asString())
                            .startsWith(i + "-");
                    var took = Duration.ofNanos(System.nanoTime() - begun);
                    slowest = took.compareTo(slowest) > 0 ? took : slowest;
                }
                System.out.println("slowest change beside a client that takes nothing: " + slowest);
                assertThat(slowest).isLessThan(Duration.ofSeconds(5));
                Deadline.await("cut", SOON, () -> metric(node, "sluice.stream.cut?tag=cause:slow") == 1);
                assertThat(metric(node, "sluice.stream.open")).isEqualTo(1);
                var received = drain(lazy.getInputStream());
                var ids = Pattern.compile("(?m)^id: (\\S+)$")
                        .matcher(received)
                        .results()
                        .map(match -> match.group(1))
                        .toList();
                assertThat(ids.size()).isBetween(1, 119);
                // The last event that was whole is the one before the last id.
                var last = ids.size() > 1 ? ids.get(ids.size() - 2) : "";
                try (var resumed = EventClient.resume(node, WATCH, last)) {
                    var copy = new TreeMap<>(resumed.next().entries());
                    while (!resumed.lastId().equals(client.lastId())) {
                        copy.putAll(resumed.next().entries());
                    }
                    assertThat(copy).containsAllEntriesOf(listed(node));
                }
            }
        }
    }

    @Test
    void watchWhenAsManyAreOpenAsMayBeThen503UntilOneEnds() {
        try (var node =
                ApiNode.start(RedisServer.shared(), "--sluice.stream.max=2", "--sluice.stream.heartbeat=200ms")) {
            node.create("fault-it");
            for (int i = 0; i < 5; i++) {
                // Asks for nothing that lasts.
                node.call(ApiNode.READER, "HEAD", WATCH, null);
            }
            try (var kept = EventClient.open(node, WATCH)) {
                kept.next();
                try (var second = EventClient.open(node, WATCH)) {
                    second.next();
                    var refused = node.get(WATCH);
                    assertProblem(refused, 503, "unavailable");
                    assertThat(refused.headers().firstValue("Retry-After").orElseThrow())
                            .matches("[1-9][0-9]*");
                }
                Deadline.await("one is free", SOON, () -> metric(node, "sluice.stream.open") == 1);
                assertThat(metric(node, "sluice.stream.cut?tag=cause:gone")).isEqualTo(1);
                try (var third = EventClient.open(node, WATCH)) {
                    assertThat(third.next().type()).isEqualTo("snapshot");
                }
                assertProblem(node.get("/v1/namespaces/fault-it-never/watch"), 404, "unknown-namespace");
            }
        }
    }

    @Test
    void closeWhenStreamsAreOpenThenTheyEndInGoodOrderAndNobodyWaits() throws Exception {
        var clients = new ArrayList<EventClient>();
        var node = ApiNode.start(RedisServer.shared());
        try (var lazy = new Socket()) {
            node.create("fault-it");
            lazy.setReceiveBufferSize(4096);
            lazy.connect(address(node));
            request(lazy);
            for (int i = 0; i < 50; i++) {
                clients.add(EventClient.open(node, WATCH + "?prefix=small"));
            }
            for (int i = 0; i < 60; i++) {
                put(node, "large", LARGE);
            }
            put(node, "small", "1");
            for (var client : clients) {
                client.next();
                assertThat(client.next().entries()).isEqualTo(Map.of("small", "1"));
            }
            long begun = System.nanoTime();
            node.close();
            var took = Duration.ofNanos(System.nanoTime() - begun);
            System.out.println("closed with 51 streams in " + took);
            assertThat(took).isLessThan(Duration.ofSeconds(5));
            var ends = new HashSet<Boolean>();
            for (var client : clients) {
                ends.add(client.isEnded(SOON));
            }
            assertThat(ends).containsExactly(true);
            assertThat(drain(lazy.getInputStream())).isNotEmpty();
        } finally {
            node.close();
            clients.forEach(EventClient::close);
        }
    }

    /** All that comes until the connection ends, in whatever way. */
    private static String drain(InputStream in) {
        var text = new StringBuilder();
        var piece = new byte[64 * 1024];
        try {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                text.append(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException("connection: open (expected: ended within %s)".formatted(SOON), e);
        } catch (IOException e) {
            // Cut, which also is an end.
        }
        return text.toString();
    }

    private static void request(Socket socket) throws IOException {
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(WATCH, ApiNode.READER)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static InetSocketAddress address(ApiNode node) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(node.address()).getPort());
    }

    private static double metric(ApiNode node, String name) {
        return json(node.get("/actuator/metrics/" + name))
                .path("measurements")
                .path(0)
                .path("value")
                .asDouble();
    }

    private static Map<String, String> listed(ApiNode node) {
        var all = new TreeMap<String, String>();
        json(node.get(SPACE + "/settings"))
                .path("settings")
                .forEach(entry -> all.put(
                        entry.path("name").asString(), entry.path("value").toString()));
        return all;
    }

    private static void put(ApiNode node, String name, String value) {
        var answer = node.put(SPACE + "/settings/" + name, "{\"value\":" + value + "}");
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }
}
