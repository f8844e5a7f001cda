package io.sluice.api.admin;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Hands the {@link Assurance} to controllers. */
final class AssuranceResolver implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Assurance.class;
    }

    @Override
    public Assurance resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        return Assurance.of(
                request.getParameter(Assurance.WAIT),
                request.getParameter(Assurance.DURABILITY),
                request.getParameter(Assurance.TIMEOUT));
    }
}
