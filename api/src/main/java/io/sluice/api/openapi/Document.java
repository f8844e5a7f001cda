package io.sluice.api.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Completes the document of springdoc, which has the calls and their parameters. */
final class Document {
    /** Extension of a call: headers that it reads only to refuse them. */
    private static final String REFUSED = "x-refused-headers";

    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern VARIABLE = Pattern.compile("\\{\\*?(\\w+)}");

    private final Descriptions descriptions;

    Document(Descriptions descriptions) {
        this.descriptions = descriptions;
    }

    /** What controllers do not say is taken from the descriptions, and what springdoc has guessed of bodies is left out. */
    void complete(OpenAPI document) {
        var written = descriptions.written();
        document.info(written.getInfo())
                .servers(written.getServers())
                .security(written.getSecurity())
                .tags(written.getTags())
                .components(written.getComponents());
        document.getInfo().description(document.getInfo().getDescription() + "\n" + Problems.elsewhere());
        document.getComponents().getResponses().values().forEach(response -> Problems.header(response, REQUEST_ID));
        completeProblems(document, written.getExtensions());
        var paths = new TreeMap<String, PathItem>();
        document.getPaths().forEach((found, item) -> {
            var path = VARIABLE.matcher(found).replaceAll("{$1}");
            item.readOperationsMap().forEach((method, operation) -> complete(path, method, operation));
            paths.put(path, item);
        });
        var sorted = new Paths();
        sorted.putAll(paths);
        document.paths(sorted);
    }

    private static void completeProblems(OpenAPI document, Map<String, Object> extensions) {
        var components = document.getComponents();
        var written = extensions.get(Problems.MORE) instanceof Map<?, ?> members ? members : Map.of();
        Problems.examples(written).forEach(components::addExamples);
        enumerate(Objects.requireNonNull(components.getSchemas().get("Problem"), "schema of problems"));
    }

    @SuppressWarnings("unchecked") // A model of swagger-core: the type of a schema's values is not known.
    private static void enumerate(Schema<?> problem) {
        var type =
                (Schema<Object>) Objects.requireNonNull(problem.getProperties().get("type"), "type of a problem");
        type.setEnum(List.copyOf(Problems.uris()));
    }

    private void complete(String path, PathItem.HttpMethod method, Operation operation) {
        var written = descriptions.operation(path, method);
        var handled = operation.getParameters();
        var hasBody = operation.getRequestBody() != null;
        var refused = refused(written);
        var bare = new ArrayList<Parameter>();
        var variables = VARIABLE.matcher(path);
        while (variables.find()) {
            bare.add(HandlerParameters.parameter("path", variables.group(1)));
        }
        handled.stream()
                .filter(parameter -> !refused.contains(parameter.getName()))
                .forEach(bare::add);
        bare.add(HandlerParameters.parameter("header", REQUEST_ID));
        operation.setParameters(bare.stream()
                .map(parameter -> descriptions.parameter(written, parameter))
                .toList());
        operation.setTags(written.map(Operation::getTags).orElse(null));
        operation.setOperationId(written.map(Operation::getOperationId).orElse(operation.getOperationId()));
        operation.setSummary(written.map(Operation::getSummary).orElse(null));
        operation.setDescription(written.map(Operation::getDescription).orElse(null));
        operation.setExtensions(written.map(Operation::getExtensions).orElse(null));
        if (hasBody) {
            written.map(Operation::getRequestBody).ifPresent(operation::setRequestBody);
        }
        var responses = new ApiResponses();
        written.map(Operation::getResponses).ifPresent(responses::putAll);
        operation.setResponses(responses);
        Problems.describe(operation, Problems.of(path, method, operation, bare));
        operation.getResponses().values().stream()
                .filter(response -> response.get$ref() == null)
                .forEach(response -> Problems.header(response, REQUEST_ID));
    }

    private static List<?> refused(Optional<Operation> written) {
        return written.map(Operation::getExtensions)
                .map(extensions -> extensions.get(REFUSED))
                .filter(List.class::isInstance)
                .map(List.class::cast)
                .orElse(List.of());
    }
}
