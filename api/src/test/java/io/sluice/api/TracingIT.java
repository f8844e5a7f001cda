package io.sluice.api;

import static io.sluice.store.TestStore.newNamespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.spans.Span;
import io.sluice.spans.SpanCollector;
import io.sluice.trace.WriteSpans;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Two nodes that trace, and what a collector hears of them. */
class TracingIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CLIENT_SPAN = "00f067aa0ba902b7";
    private static final RedisServer REDIS = RedisServer.shared();
    private static final SpanCollector COLLECTOR = SpanCollector.start();
    private static final ApiNode WRITER = tracing("writer");
    private static final ApiNode READER = tracing("reader");

    private final String namespace = newNamespace().text();
    private final String traceId = "4bf92f3577b34da6"
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    private static ApiNode tracing(String id) {
        return ApiNode.start(
                REDIS,
                "--sluice.node.id=" + id,
                "--management.tracing.export.enabled=true",
                "--management.opentelemetry.tracing.export.schedule-delay=50ms",
                "--" + COLLECTOR.endpoint());
    }

    @AfterAll
    static void stop() {
        READER.close();
        WRITER.close();
        COLLECTOR.close();
    }

    @Test
    void putWhenItIsPartOfATraceThenEachNodeTellsThatTraceWhenItHasApplied() {
        WRITER.create(namespace);
        var answer = put("\"traced\"");
        assertThat(answer.statusCode()).isEqualTo(201);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(spans("sluice.apply"))
                    .extracting(span -> Objects.requireNonNull(span.attributes().get("sluice.node")))
                    .containsExactlyInAnyOrder("writer", "reader");
            assertThat(calls()).hasSize(1);
            assertThat(spans("sluice.apply")).allMatch(apply -> isBelow(apply, calls().get(0)));
        });

        var call = calls().get(0);
        assertThat(call.service()).isEqualTo("sluice-api");
        assertThat(call.parentId()).isEqualTo(CLIENT_SPAN);
        assertThat(spans("sluice.apply")).allSatisfy(apply -> {
            assertThat(apply.service()).isEqualTo("sluice-api");
            assertThat(apply.began()).isAfterOrEqualTo(call.began()).isBeforeOrEqualTo(apply.ended());
            assertThat(apply.attributes())
                    .containsEntry("sluice.namespace", namespace)
                    .containsEntry(
                            "sluice.revision",
                            ApiNode.json(answer).path("revision").asString())
                    .containsKey("sluice.offset");
        });
    }

    @Test
    void putWhenItsMessageHasTheNameOnlyThenNodesTellWhenTheyHaveFetchedIt() {
        WRITER.create(namespace);
        assertThat(put("\"" + "x".repeat(100_000) + "\"").statusCode()).isEqualTo(201);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(spans("sluice.apply")).hasSize(2));
    }

    @Test
    void putWhenItsTraceIsNotRecordedThenCarriesNoneAlong() {
        WRITER.create(namespace);
        var header = "00-" + traceId + "-" + CLIENT_SPAN + "-00";
        assertThat(WRITER.put(path(), "{\"value\":1}", "traceparent", header).statusCode())
                .isEqualTo(201);
        assertThat(envelope()).contains("\"value\":1").doesNotContain("trace");
    }

    @Test
    void putWhenNothingWasSaidOfTracingThenCarriesNoneAlongAndHasNoPartOfIt() {
        var silent = ApiNode.one();
        silent.create(namespace);
        assertThat(silent.put(path(), "{\"value\":1}", "traceparent", header()).statusCode())
                .isEqualTo(201);
        assertThat(envelope()).contains("\"value\":1").doesNotContain("trace");
        assertThat(silent.context().getBeanProvider(WriteSpans.class)).isEmpty();
        assertThat(silent.context().getBeanDefinitionNames())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("otel"));
    }

    private HttpResponse<String> put(String value) {
        return WRITER.put(path(), "{\"value\":" + value + "}", "traceparent", header());
    }

    private String header() {
        return "00-" + traceId + "-" + CLIENT_SPAN + "-01";
    }

    private String path() {
        return "/v1/namespaces/" + namespace + "/settings/limits.max";
    }

    private String envelope() {
        return String.valueOf(REDIS.command("HGET", "sluice:{" + namespace + "}:settings", "limits.max"));
    }

    private List<Span> spans(String name) {
        return COLLECTOR.of(traceId).stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }

    /** Spring Security has spans in between. */
    private boolean isBelow(Span span, Span call) {
        var parents = COLLECTOR.of(traceId).stream().collect(Collectors.toMap(Span::spanId, Span::parentId));
        var above = span.parentId();
        while (above != null && !above.equals(call.spanId())) {
            above = parents.get(above);
        }
        return above != null;
    }

    private List<Span> calls() {
        return COLLECTOR.of(traceId).stream()
                .filter(span -> span.name().startsWith("http put"))
                .toList();
    }
}
