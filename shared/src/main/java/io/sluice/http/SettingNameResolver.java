package io.sluice.http;

import io.sluice.setting.SettingName;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Reads the setting name at the end of a path, as in {@code /settings/{*name}}, from what the caller really sent: by the
 * time a path variable is made, malformed bytes have been replaced by a legal character.
 */
final class SettingNameResolver implements HandlerMethodArgumentResolver {
    private static final String FIELD = "name";

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == SettingName.class;
    }

    @Override
    public SettingName resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        var pattern = String.valueOf(
                request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST));
        if (!pattern.endsWith("/{*" + FIELD + "}")
                || !(request.getNativeRequest() instanceof HttpServletRequest servlet)) {
            throw new IllegalStateException("path: %s (expected: one that ends in {*name})".formatted(pattern));
        }
        var path = servlet.getRequestURI().substring(servlet.getContextPath().length());
        return new SettingName(PercentEncoding.path(FIELD, tail(path, pattern)));
    }

    /** What stands behind as many slashes as the pattern has. */
    private static String tail(String path, String pattern) {
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
