package io.sluice.api.openapi;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;

/**
 * What is written of the calls in {@code descriptions.yaml}: an OpenAPI document without what follows from the controllers
 * (which calls there are, which parameters they take) and from rules (which problems they answer).
 */
final class Descriptions {
    private static final ClassPathResource FILE = new ClassPathResource("descriptions.yaml", Descriptions.class);

    private final OpenAPI written;

    private Descriptions(OpenAPI written) {
        this.written = written;
    }

    static Descriptions load() {
        try (var file = FILE.getInputStream()) {
            return new Descriptions(Yaml31.mapper().readValue(file, OpenAPI.class));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE.getPath(), e);
        }
    }

    /** The document, to be completed. */
    OpenAPI written() {
        return written;
    }

    /** What is written of a call; empty if nothing is. */
    Optional<Operation> operation(String path, PathItem.HttpMethod method) {
        return Optional.ofNullable(written.getPaths().get(path))
                .map(item -> item.readOperationsMap().get(method));
    }

    /**
     * What is written of a parameter: by the call itself, or once for all of that name.
     *
     * @param call what is written of the call
     * @param bare the parameter with no more than its place and name
     */
    Parameter parameter(Optional<Operation> call, Parameter bare) {
        return call.map(Operation::getParameters).orElse(List.of()).stream()
                .filter(own -> is(own, bare))
                .findFirst()
                .or(() -> shared(bare))
                .orElse(bare);
    }

    private Optional<Parameter> shared(Parameter bare) {
        return written.getComponents().getParameters().entrySet().stream()
                .filter(component -> is(component.getValue(), bare))
                .map(component -> new Parameter().$ref("#/components/parameters/" + component.getKey()))
                .findFirst();
    }

    private static boolean is(Parameter one, Parameter other) {
        return Objects.equals(one.getIn(), other.getIn()) && Objects.equals(one.getName(), other.getName());
    }
}
