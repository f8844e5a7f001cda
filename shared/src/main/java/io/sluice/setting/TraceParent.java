package io.sluice.setting;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A span of a distributed trace, as the W3C recommendation <i>Trace Context</i> writes it: {@code
 * 00-<trace id>-<span id>-<flags>}.
 *
 * @param text version 00, in lower case, neither id all zeros
 */
public record TraceParent(String text) {
    private static final Pattern PATTERN =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ID = 32;
    private static final int SPAN_ID = 16;
    private static final int TRACE_BEGIN = 3;
    private static final int SPAN_BEGIN = TRACE_BEGIN + TRACE_ID + 1;
    private static final int FLAGS_BEGIN = SPAN_BEGIN + SPAN_ID + 1;
    private static final int HEXADECIMAL = 16;

    public TraceParent {
        if (!isWellFormed(text)) {
            throw new InvalidInputException(
                    "traceparent", text, "00-<32 hexadecimal>-<16 hexadecimal>-<2 hexadecimal>");
        }
    }

    /** The span that a text speaks of; empty where it is none, for a trace is no reason to refuse what it comes with. */
    public static Optional<TraceParent> find(String text) {
        return isWellFormed(text) ? Optional.of(new TraceParent(text)) : Optional.empty();
    }

    /**
     * A span that is recorded.
     *
     * @param traceId of 16 bytes, or of the last 8 of them, in hexadecimal
     * @param spanId of 8 bytes, in hexadecimal
     * @return empty if the ids are not of that form
     */
    public static Optional<TraceParent> sampled(String traceId, String spanId) {
        return find("00-" + "0".repeat(Math.max(0, TRACE_ID - traceId.length())) + traceId + "-" + spanId + "-01");
    }

    /** In hexadecimal, 32 characters. */
    public String traceId() {
        return text.substring(TRACE_BEGIN, TRACE_BEGIN + TRACE_ID);
    }

    /** In hexadecimal, 16 characters. */
    public String spanId() {
        return text.substring(SPAN_BEGIN, SPAN_BEGIN + SPAN_ID);
    }

    /** Whether the span is recorded, and so is what follows from it. */
    public boolean isSampled() {
        return (Integer.parseInt(text.substring(FLAGS_BEGIN), HEXADECIMAL) & 1) == 1;
    }

    private static boolean isWellFormed(String text) {
        return PATTERN.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
