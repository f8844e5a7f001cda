package io.sluice.spans;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A span as it came.
 *
 * @param service that it is of
 * @param traceId in hexadecimal
 * @param spanId in hexadecimal
 * @param parentId in hexadecimal; empty for none
 * @param attributes those that are texts
 */
public record Span(
        String service,
        String name,
        String traceId,
        String spanId,
        String parentId,
        Instant began,
        Instant ended,
        Map<String, String> attributes) {
    public Span {
        attributes = Map.copyOf(attributes);
    }

    /** The spans of an {@code ExportTraceServiceRequest}; the numbers are those of its definition. */
    static List<Span> ofRequest(ByteBuffer request) {
        var spans = new ArrayList<Span>();
        for (var resourceSpans : Field.read(request).all(1)) {
            var ofResource = Field.read(resourceSpans);
            var service = attributes(Field.read(ofResource.one(1)), 1).getOrDefault("service.name", "");
            for (var scopeSpans : ofResource.all(2)) {
                for (var span : Field.read(scopeSpans).all(2)) {
                    spans.add(of(service, Field.read(span)));
                }
            }
        }
        return spans;
    }

    private static Span of(String service, Field.Fields span) {
        return new Span(
                service,
                text(span.one(5)),
                hexadecimal(span.one(1)),
                hexadecimal(span.one(2)),
                hexadecimal(span.one(4)),
                time(span.number(7)),
                time(span.number(8)),
                attributes(span, 9));
    }

    private static Map<String, String> attributes(Field.Fields of, int number) {
        var attributes = new HashMap<String, String>();
        for (var each : of.all(number)) {
            var attribute = Field.read(each);
            attributes.put(
                    text(attribute.one(1)), text(Field.read(attribute.one(2)).one(1)));
        }
        return attributes;
    }

    private static Instant time(long nanos) {
        return Instant.EPOCH.plus(nanos, ChronoUnit.NANOS);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static String hexadecimal(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
