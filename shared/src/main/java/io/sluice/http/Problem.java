package io.sluice.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that tells a problem (RFC 9457).
 *
 * @param instance the path that was asked for, without the query; null if it is no legal one
 * @param members of this type of problem, such as {@code field} and {@code expected}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "title", "status", "detail", "instance"})
record Problem(
        URI type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        @JsonAnyGetter Map<String, Object> members) {
    private static final int LONGEST = 500;

    Problem {
        detail = writable(detail);
        members = new LinkedHashMap<>(members);
        members.replaceAll((name, value) -> value instanceof String text ? writable(text) : value);
    }

    static Problem of(ProblemType type, String detail, @Nullable String path) {
        return of(type, detail, path, Map.of());
    }

    static Problem of(ProblemException problem, @Nullable String path) {
        return of(problem.type(), problem.detail(), path, problem.members());
    }

    private static Problem of(ProblemType type, String detail, @Nullable String path, Map<String, Object> members) {
        return new Problem(type.uri(), type.title(), type.status(), detail, instance(path), members);
    }

    /** The same with the id of the call. */
    Problem forCall(String call) {
        var more = new LinkedHashMap<>(members);
        more.put("requestId", call);
        return new Problem(type, title, status, detail, instance, more);
    }

    /** The name of its type. */
    String name() {
        return String.valueOf(type).substring(String.valueOf(type).lastIndexOf(':') + 1);
    }

    /** What callers sent may be told back to them; without half surrogate pairs, which UTF-8 cannot write, and not all of it. */
    private static String writable(String text) {
        var shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static @Nullable String instance(@Nullable String path) {
        try {
            return path == null ? null : new URI(path).getRawPath();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
