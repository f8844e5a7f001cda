package io.sluice.api.openapi;

import io.sluice.http.ProblemType;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which problems a call can answer with, by rule; and how they are described. */
final class Problems {
    /** Extension of a call: the problems that it has beyond the rules. */
    static final String MORE = "x-problems";

    /** Extension of a response: the names of the types that it can have. */
    static final String TYPES = "x-problem-types";

    private static final String PREFIX = "urn:sluice:problem:";
    private static final String REQUEST_ID = "0f1e2d3c4b5a6978";

    /** Before a call is known by its path, or by its method there. */
    private static final Set<ProblemType> NO_CALL =
            EnumSet.of(ProblemType.NOT_FOUND, ProblemType.METHOD_NOT_ALLOWED, ProblemType.NOT_IMPLEMENTED);

    private static final Set<ProblemType> EVERY_CALL = EnumSet.of(
            ProblemType.BAD_REQUEST,
            ProblemType.INVALID_INPUT,
            ProblemType.UNAUTHORIZED,
            ProblemType.FORBIDDEN,
            ProblemType.NOT_ACCEPTABLE,
            ProblemType.URI_TOO_LONG,
            ProblemType.TOO_MANY_FAILURES,
            ProblemType.HEADERS_TOO_LARGE,
            ProblemType.INTERNAL,
            ProblemType.STORE_UNAVAILABLE,
            ProblemType.UNAVAILABLE,
            ProblemType.VERSION_NOT_SUPPORTED);

    private Problems() {}

    /**
     * Those of a call.
     *
     * @param operation with all its parameters and its body
     * @param parameters of the operation, none of them a reference
     * @throws IllegalArgumentException if the call is described with a problem that there is not
     */
    static Set<ProblemType> of(
            String path, PathItem.HttpMethod method, Operation operation, List<Parameter> parameters) {
        var types = EnumSet.copyOf(EVERY_CALL);
        if (operation.getRequestBody() != null) {
            types.addAll(
                    EnumSet.of(ProblemType.MALFORMED_JSON, ProblemType.TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE));
        }
        boolean creates = method == PathItem.HttpMethod.PUT && path.endsWith("/{namespace}");
        if (path.contains("/{namespace}") && !creates) {
            types.add(ProblemType.UNKNOWN_NAMESPACE);
        }
        if (has(parameters, "header", "Idempotency-Key")) {
            types.add(ProblemType.REVISION_CONFLICT);
            types.add(ProblemType.IDEMPOTENCY_KEY_REUSED);
            if (operation.getRequestBody() != null) {
                types.add(ProblemType.NAMESPACE_FULL);
                if (!creates) {
                    types.add(ProblemType.DEFINITION_BROKEN);
                }
            }
        }
        if (has(parameters, "query", "durability")) {
            types.add(ProblemType.DURABILITY_UNAVAILABLE);
        }
        if (operation.getExtensions() != null && operation.getExtensions().get(MORE) instanceof List<?> more) {
            more.forEach(name -> types.add(named(String.valueOf(name))));
        }
        return types;
    }

    /** Adds to a call what it answers with when something is wrong. */
    static void describe(Operation operation, Set<ProblemType> types) {
        var byStatus =
                types.stream().collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, alike) ->
                operation.getResponses().addApiResponse(Integer.toString(status), response(status, alike)));
    }

    /**
     * An example of each type, by its name.
     *
     * @param written the members of each that are its own, by its name
     */
    static Map<String, Example> examples(Map<?, ?> written) {
        var examples = new LinkedHashMap<String, Example>();
        for (var type : ProblemType.values()) {
            var members = new LinkedHashMap<String, Object>();
            members.put("type", type.uri().toString());
            members.put("title", type.title());
            members.put("status", type.status());
            members.put("detail", type.title());
            if (written.get(name(type)) instanceof Map<?, ?> own) {
                own.forEach((member, value) -> members.put(String.valueOf(member), value));
            }
            members.put("requestId", REQUEST_ID);
            examples.put(name(type), new Example().summary(type.title()).value(members));
        }
        return examples;
    }

    /** The types, as they stand in problems. */
    static List<String> uris() {
        return Arrays.stream(ProblemType.values())
                .map(type -> type.uri().toString())
                .toList();
    }

    /** What no call has that is described, because there is none where it is met. */
    static String elsewhere() {
        return NO_CALL.stream()
                .map(type -> "`%d` `%s`: %s.".formatted(type.status(), name(type), type.title()))
                .collect(Collectors.joining("\n"));
    }

    private static ApiResponse response(int status, List<ProblemType> types) {
        var media = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"));
        for (var type : types) {
            media.addExamples(name(type), new Example().$ref("#/components/examples/" + name(type)));
        }
        var response = new ApiResponse()
                .description(types.stream()
                        .map(type -> "`%s`: %s".formatted(name(type), type.title()))
                        .collect(Collectors.joining("; ")))
                .content(new Content().addMediaType("application/problem+json", media));
        response.addExtension(TYPES, types.stream().map(Problems::name).toList());
        switch (status) {
            case 401, 403 -> header(response, "WWW-Authenticate");
            case 429, 503 -> header(response, "Retry-After");
            default -> {}
        }
        return response;
    }

    /** Adds a header that is described once for all. */
    static void header(ApiResponse response, String name) {
        response.addHeaderObject(name, new Header().$ref("#/components/headers/" + name));
    }

    private static boolean has(List<Parameter> parameters, String in, String name) {
        return parameters.stream()
                .anyMatch(parameter -> in.equals(parameter.getIn()) && name.equals(parameter.getName()));
    }

    private static String name(ProblemType type) {
        return type.uri().toString().substring(PREFIX.length());
    }

    private static ProblemType named(String name) {
        return ProblemType.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
