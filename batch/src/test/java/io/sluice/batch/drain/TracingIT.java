package io.sluice.batch.drain;

import static io.sluice.store.TestStore.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.TraceParent;
import io.sluice.spans.Span;
import io.sluice.spans.SpanCollector;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult.Applied;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that traces, and what a collector hears of it. */
class TracingIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String SCHEMA = "tracing_it";

    private final RedisServer redis = RedisServer.shared();
    private final RedisStore store = TestStore.on(redis.host(), redis.port());
    private final SpanCollector collector = SpanCollector.start();
    private final BatchNode node = BatchNode.start(
            redis,
            DatabaseServer.shared().freshSchema(SCHEMA),
            "spring.quartz.auto-startup=false",
            "management.tracing.export.enabled=true",
            "management.opentelemetry.tracing.export.schedule-delay=50ms",
            collector.endpoint());
    private final Namespace namespace = node.namespace();

    @AfterEach
    void stop() {
        node.close();
        store.close();
        collector.close();
    }

    @Test
    void drainWhenWritesArePartOfTracesThenTellsEachThatItIsArchived() {
        var one = trace();
        var first = write(one, put("a", "1"), put("b", "1"));
        var other = trace();
        var second = write(other, put("c", "1"));
        node.put(namespace, "d", "1");

        assertThat(node.drain(namespace).counts().written()).isEqualTo(4);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(of(one)).hasSize(1);
            assertThat(of(other)).hasSize(1);
        });
        assertThat(of(one).get(0)).satisfies(span -> {
            assertThat(span.service()).isEqualTo("sluice-batch");
            assertThat(span.name()).isEqualTo("sluice.archive");
            assertThat(span.parentId()).isEqualTo(one.spanId());
            assertThat(span.began()).isBeforeOrEqualTo(span.ended());
            assertThat(span.attributes())
                    .containsEntry("sluice.namespace", namespace.text())
                    .containsEntry("sluice.revision", first.head().revision().toString())
                    .containsEntry("sluice.entries", "2");
        });
        assertThat(of(other).get(0).attributes())
                .containsEntry("sluice.revision", second.head().revision().toString())
                .containsEntry("sluice.entries", "1");
    }

    @Test
    void drainWhenAnEntryIsRefusedThenItsTraceHearsOfNoArchive() throws SQLException {
        try (var root = DatabaseServer.shared().root();
                var statement = root.createStatement()) {
            statement.execute("""
                    CREATE TRIGGER %s.refuse_insert BEFORE INSERT ON %s.setting FOR EACH ROW
                    IF NEW.value = '"poison"' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused for a test'; END IF
                    """.formatted(SCHEMA, SCHEMA));
        }
        var bad = trace();
        write(bad, put("bad", "\"poison\""));
        var good = trace();
        write(good, put("good", "1"));

        assertThat(node.drain(namespace).counts().quarantined()).isOne();
        var later = trace();
        write(later, put("later", "1"));
        node.drain(namespace);

        // Spans come in their order: what there was to tell of the first run has been told before that of the second.
        await().atMost(SOON).untilAsserted(() -> assertThat(of(later)).hasSize(1));
        assertThat(of(good)).hasSize(1);
        assertThat(of(bad)).isEmpty();
    }

    private Applied write(TraceParent trace, Change... changes) {
        var set = TestStore.set(namespace, changes);
        return (Applied) store.settings()
                .write(new ChangeSet(namespace, set.changes(), set.origin().within(trace)));
    }

    private List<Span> of(TraceParent trace) {
        return collector.of(trace.traceId());
    }

    private static TraceParent trace() {
        var chance = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return new TraceParent("00-4bf92f3577b34da6" + chance + "-00f067aa0ba902b7-01");
    }
}
