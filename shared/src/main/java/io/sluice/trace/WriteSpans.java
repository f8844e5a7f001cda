package io.sluice.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.sluice.setting.TraceParent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The spans of writes: where one begins, and what became of it on the other side of Redis. Thread-safe. */
public final class WriteSpans {
    private final Tracer tracer;

    /** @param tracer makes the spans, and knows the one that a thread is in */
    public WriteSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** The span that this thread is in, for a write to carry along; null if there is none, or nobody records it. */
    public @Nullable TraceParent current() {
        var span = tracer.currentSpan();
        if (span == null || !Boolean.TRUE.equals(span.context().sampled())) {
            return null;
        }
        return TraceParent.sampled(span.context().traceId(), span.context().spanId())
                .orElse(null);
    }

    /**
     * Records what has happened to a write.
     *
     * @param name of the span
     * @param write the span that the write was part of
     * @param began when that began
     * @param ended when it was done
     * @param tags what else is to be known of it
     */
    public void record(String name, TraceParent write, Instant began, Instant ended, Map<String, String> tags) {
        var parent = tracer.traceContextBuilder()
                .traceId(write.traceId())
                .spanId(write.spanId())
                .sampled(write.isSampled())
                .build();
        var span = tracer.spanBuilder()
                .setParent(parent)
                .name(name)
                .kind(Span.Kind.CONSUMER)
                .startTimestamp(micros(began), TimeUnit.MICROSECONDS);
        tags.forEach(span::tag);
        span.start().end(micros(ended), TimeUnit.MICROSECONDS);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
