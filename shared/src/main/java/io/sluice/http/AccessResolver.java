package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Hands the {@link Access} to controllers. */
final class AccessResolver implements HandlerMethodArgumentResolver {
    private final AuthenticationManager tokens;
    private final BearerTokenResolver bearer = new DefaultBearerTokenResolver();

    AccessResolver(AuthenticationManager tokens) {
        this.tokens = tokens;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Access.class;
    }

    @Override
    public Access resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        if (request.getUserPrincipal() instanceof CallerAuthentication authentication
                && request.getNativeRequest() instanceof HttpServletRequest servlet) {
            var token = bearer.resolve(servlet);
            if (token != null) {
                return new Access(authentication.getPrincipal(), token, tokens);
            }
        }
        throw ProblemException.of(ProblemType.UNAUTHORIZED, "token: none (expected: Authorization: Bearer <token>)");
    }
}
