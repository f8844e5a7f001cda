package io.sluice.api.openapi;

import io.sluice.http.QueryParameters;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

/** Which headers and query parameters a call reads, by the rules with which it is itself refused unknown ones. */
final class HandlerParameters {
    private HandlerParameters() {}

    /** In the order of the method. */
    static List<Parameter> of(HandlerMethod handler) {
        var found = new ArrayList<Parameter>();
        for (var parameter : handler.getMethodParameters()) {
            var header = parameter.getParameterAnnotation(RequestHeader.class);
            if (header != null) {
                found.add(parameter("header", name(header.name(), parameter)));
            }
            var query = parameter.getParameterAnnotation(RequestParam.class);
            if (query != null) {
                found.add(parameter("query", name(query.name(), parameter)));
            }
            var type = parameter.getParameterType().getAnnotation(QueryParameters.class);
            if (type != null) {
                for (var name : type.value()) {
                    found.add(parameter("query", name));
                }
            }
        }
        return found;
    }

    /** One of which no more is known. */
    static Parameter parameter(String in, String name) {
        var schema = new JsonSchema();
        schema.setTypes(Set.of("string"));
        var parameter = new Parameter().in(in).name(name).schema(schema);
        return in.equals("path") ? parameter.required(true) : parameter;
    }

    private static String name(String given, MethodParameter parameter) {
        return given.isEmpty() ? parameter.getParameter().getName() : given;
    }
}
