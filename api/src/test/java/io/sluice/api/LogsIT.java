package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import io.sluice.spans.SpanCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void linesWhenTheFormatIsEcsThenEachIsADocumentAndThoseOfACallHaveItsId(@TempDir Path folder) throws Exception {
        try (var api = ApiProcess.start(
                RedisServer.shared(), folder, "--logging.structured.format.console=ecs", "--logging.level.root=info")) {
            var answer = api.node().get("/v1/namespaces/nobody-has-made-it");
            assertThat(answer.statusCode()).isEqualTo(404);
            var id = answer.headers().firstValue("X-Request-Id").orElseThrow();

            // A call is audited behind its answer, and half a line may be there first.
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(JacksonException.class)
                    .untilAsserted(() -> {
                        var documents = documents(folder);
                        assertThat(documents).isNotEmpty().allMatch(document -> document.has("@timestamp"));
                        assertThat(documents)
                                .filteredOn(document -> document.path("log")
                                        .path("logger")
                                        .asString()
                                        .equals("sluice.audit"))
                                .anySatisfy(document -> {
                                    assertThat(document.path("requestId").asString())
                                            .isEqualTo(id);
                                    assertThat(document.path("message").asString())
                                            .contains("status=404");
                                    assertThat(document.path("service")
                                                    .path("name")
                                                    .asString())
                                            .isEqualTo("sluice-api");
                                });
                    });
        }
    }

    @Test
    void linesWhenTracingIsOnThenThoseOfACallHaveItsTrace(@TempDir Path folder) throws Exception {
        try (var collector = SpanCollector.start();
                var api = ApiProcess.start(
                        RedisServer.shared(),
                        folder,
                        "--logging.structured.format.console=ecs",
                        "--logging.level.root=info",
                        "--management.tracing.export.enabled=true",
                        "--" + collector.endpoint())) {
            var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
            var answer = api.node()
                    .get("/v1/namespaces/nobody-has-made-it", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
            assertThat(answer.statusCode()).isEqualTo(404);

            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(JacksonException.class)
                    .untilAsserted(() -> assertThat(documents(folder))
                            .filteredOn(document ->
                                    document.path("message").asString().contains("status=404"))
                            .anySatisfy(document -> {
                                assertThat(document.path("traceId").asString()).isEqualTo(trace);
                                assertThat(document.path("spanId").asString()).hasSize(16);
                            }));
        }
    }

    private static List<JsonNode> documents(Path folder) throws Exception {
        var documents = new ArrayList<JsonNode>();
        try (var files = Files.newDirectoryStream(folder, "*.log")) {
            for (var file : files) {
                for (var line : Files.readAllLines(file)) {
                    // The JVM has its own to say, of what libraries do.
                    if (!line.startsWith("WARNING: ")) {
                        documents.add(JsonMapper.shared().readTree(line));
                    }
                }
            }
        }
        return documents;
    }
}
