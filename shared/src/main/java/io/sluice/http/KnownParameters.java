package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses query parameters that a call of Sluice does not know, or that are given twice: a typo must not list everything. Also those
 * that are not text and are empty, or have blanks around them: Spring would take {@code ?dryRun=} for none, and carry out what was
 * only to be tried.
 */
final class KnownParameters implements HandlerInterceptor {
    private final Map<HandlerMethod, Known> known = new ConcurrentHashMap<>();

    /**
     * The parameters of a call.
     *
     * @param texts those of them that are text, which may be empty
     */
    private record Known(Set<String> names, Set<String> texts) {}

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && method.getBeanType().getName().startsWith("io.sluice.")) {
            check(request.getQueryString(), known.computeIfAbsent(method, KnownParameters::of));
        }
        return true;
    }

    private static void check(String query, Known known) {
        if (query == null) {
            return;
        }
        var allowed = known.names();
        var seen = new HashSet<String>();
        for (var pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            var parts = pair.split("=", 2);
            var name = PercentEncoding.query("query", parts[0]);
            if (!allowed.contains(name)) {
                var expected = allowed.isEmpty() ? "no parameter" : "one of " + String.join(", ", allowed);
                throw ProblemException.invalid(
                        name, "parameter: %s (expected: %s)".formatted(name, expected), expected);
            }
            if (!seen.add(name)) {
                throw ProblemException.invalid(name, "parameter: %s twice (expected: once)".formatted(name), "once");
            }
            var value = parts.length == 2 ? PercentEncoding.query(name, parts[1]) : "";
            if (!known.texts().contains(name) && (value.isEmpty() || !value.equals(value.trim()))) {
                var expected = "a value, and no blanks around it";
                throw ProblemException.invalid(
                        name, "%s: %s (expected: %s)".formatted(name, value, expected), expected);
            }
        }
    }

    private static Known of(HandlerMethod method) {
        var names = new TreeSet<String>();
        var texts = new TreeSet<String>();
        Arrays.stream(method.getMethodParameters()).forEach(parameter -> {
            var annotation = parameter.getParameterAnnotation(RequestParam.class);
            if (annotation != null) {
                var name =
                        annotation.name().isEmpty() ? parameter.getParameter().getName() : annotation.name();
                names.add(name);
                if (parameter.getParameterType() == String.class) {
                    texts.add(name);
                }
            }
            var type = parameter.getParameterType().getAnnotation(QueryParameters.class);
            if (type != null) {
                names.addAll(List.of(type.value()));
            }
        });
        return new Known(names, texts);
    }
}
