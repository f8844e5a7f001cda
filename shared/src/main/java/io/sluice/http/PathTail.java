package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.servlet.HandlerMapping;

/**
 * What stands at the end of a path, as in {@code /settings/{*name}}, from what the caller really sent: by the time a path
 * variable is made, malformed bytes have been replaced by a legal character.
 */
final class PathTail {
    private static final String FIELD = "name";

    private PathTail() {}

    /** Reads it. */
    static String of(MethodParameter parameter, NativeWebRequest request) {
        var pattern = String.valueOf(
                request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST));
        if (!pattern.endsWith("/{*" + FIELD + "}")
                || !(request.getNativeRequest() instanceof HttpServletRequest servlet)) {
            throw new IllegalStateException(
                    "path: %s (expected: one that ends in {*name}, for %s)".formatted(pattern, parameter));
        }
        var path = servlet.getRequestURI().substring(servlet.getContextPath().length());
        return PercentEncoding.path(FIELD, behind(path, pattern));
    }

    /** What stands behind as many slashes as the pattern has. */
    private static String behind(String path, String pattern) {
        int start = 0;
        for (long slashes = pattern.chars().filter(c -> c == '/').count(); slashes > 0; slashes--) {
            int slash = path.indexOf('/', start);
            if (slash < 0) {
                return "";
            }
            start = slash + 1;
        }
        return path.substring(start);
    }
}
