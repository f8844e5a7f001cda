package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses what could be read in two ways: headers that have one value and are given several, and bodies that are said to be in a
 * coding or charset in which they are not read here.
 */
final class PlainHeaders implements HandlerInterceptor {
    private static final List<String> SINGLE =
            List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, "Idempotency-Key", "Last-Event-ID");
    private static final String NO_CODING = "none";
    private static final String UTF_8 = "UTF-8";

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        for (var name : SINGLE) {
            if (Collections.list(request.getHeaders(name)).size() > 1) {
                throw ProblemException.invalid(name, name + ": several (expected: one)", "one");
            }
        }
        if (handler instanceof HandlerMethod method && takesBody(method)) {
            requireNoCoding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
            requireReadable(request.getContentType());
        }
        return true;
    }

    private static boolean takesBody(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> parameter.hasParameterAnnotation(RequestBody.class));
    }

    private static void requireNoCoding(@Nullable String coding) {
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw unsupported(HttpHeaders.CONTENT_ENCODING, coding, NO_CODING);
        }
    }

    private static void requireReadable(@Nullable String text) {
        MediaType type;
        Charset charset;
        try {
            type = text == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(text);
            charset = type.getCharset();
        } catch (IllegalArgumentException e) {
            throw unsupported(HttpHeaders.CONTENT_TYPE, String.valueOf(text), "a media type");
        }
        if (!type.isConcrete()) {
            throw unsupported(HttpHeaders.CONTENT_TYPE, String.valueOf(text), "one media type");
        }
        if (charset != null && !charset.equals(StandardCharsets.UTF_8) && !charset.equals(StandardCharsets.US_ASCII)) {
            throw unsupported(HttpHeaders.CONTENT_TYPE, charset.name(), UTF_8);
        }
    }

    private static ProblemException unsupported(String header, String given, String expected) {
        return ProblemException.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, "%s: %s (expected: %s)".formatted(header, given, expected))
                .at(header, expected);
    }
}
