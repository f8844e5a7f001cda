package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;

/**
 * A line for each call on the logger {@code sluice.audit}: who did what, and what came of it. What callers sent is told
 * only in part, never a body, a token or the query, but for the reason that they gave; and as printable ASCII, so that
 * nobody can write a line of their own.
 */
final class AuditLog {
    static final String LOGGER = "sluice.audit";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final String PROBLEM = AuditLog.class.getName() + ".problem";
    private static final String DONE = AuditLog.class.getName() + ".done";
    private static final Pattern NAMESPACE = Pattern.compile("/v1/namespaces/([^/]+)(/.*)?");
    private static final Pattern REASON = Pattern.compile("(?:^|&)reason=([^&]*)");
    private static final Set<Integer> TOLD_IN_FULL = Set.of(401, 403, 429);
    private static final int LONGEST = 500;

    private AuditLog() {}

    /** Notes why a call fails, for its line. */
    static void note(HttpServletRequest request, Problem problem) {
        request.setAttribute(PROBLEM, problem);
    }

    /** Writes the line of a call that has ended, once. */
    static void write(HttpServletRequest request, int status, long nanos) {
        if (request.getAttribute(DONE) == null && LOG.isInfoEnabled()) {
            request.setAttribute(DONE, DONE);
            if (isOfInterest(request, status)) {
                LOG.info(line(request, status, nanos));
            }
        }
    }

    private static String line(HttpServletRequest request, int status, long nanos) {
        var path = path(request);
        var line = new StringBuilder(200);
        append(line, "who", who(request));
        append(line, "method", request.getMethod());
        append(line, "path", path);
        var namespace = NAMESPACE.matcher(path);
        append(line, "namespace", namespace.matches() ? namespace.group(1) : null);
        append(line, "status", Integer.toString(status));
        append(line, "ms", Long.toString(nanos / 1_000_000));
        append(line, "from", request.getRemoteAddr());
        append(line, "request", CallId.of(request));
        var reason = REASON.matcher(request.getQueryString() == null ? "" : request.getQueryString());
        append(line, "reason", reason.find() ? reason.group(1) : null);
        if (request.getAttribute(PROBLEM) instanceof Problem problem) {
            append(line, "problem", problem.name());
            append(line, "detail", TOLD_IN_FULL.contains(problem.status()) ? problem.detail() : null);
        }
        return line.toString();
    }

    /** Probes and scrapes are no calls of admins, unless they are refused. */
    private static boolean isOfInterest(HttpServletRequest request, int status) {
        return (status >= 400 && status < 500) || !path(request).startsWith("/actuator");
    }

    /** Empty where the server could not make out any. */
    private static String path(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getRequestURI(), "");
    }

    private static @Nullable String who(HttpServletRequest request) {
        return request.getAttribute(RequestAttributeSecurityContextRepository.DEFAULT_REQUEST_ATTR_NAME)
                                instanceof SecurityContext context
                        && context.getAuthentication() instanceof CallerAuthentication caller
                ? caller.getName()
                : null;
    }

    private static void append(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append(line.isEmpty() ? "" : " ").append(name).append('=');
            quote(line, value);
        }
    }

    /** As it is where that is plain, else between quotation marks, with all but printable ASCII escaped. */
    static void quote(StringBuilder line, String value) {
        var shown = value.length() > LONGEST ? value.substring(0, LONGEST) + "..." : value;
        boolean plain = !shown.isEmpty()
                && shown.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '=');
        if (plain) {
            line.append(shown);
            return;
        }
        line.append('"');
        shown.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                line.append('\\').append((char) c);
            } else if (c >= ' ' && c < 0x7F) {
                line.append((char) c);
            } else {
                line.append("\\u%04x".formatted(c));
            }
        });
        line.append('"');
    }
}
