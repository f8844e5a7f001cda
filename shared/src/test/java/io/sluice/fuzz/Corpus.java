package io.sluice.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The kept inputs of a fuzz target: the files of the resource folder that stands beside its class and has its name. The
 * fuzzer starts from them, and every build tries them, after the empty input.
 */
public final class Corpus implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context)
            throws IOException, URISyntaxException {
        var target = context.getRequiredTestClass();
        var folder = target.getResource(target.getSimpleName());
        if (folder == null) {
            throw new IllegalStateException(
                    "corpus of %s: none (expected: a resource folder of that name)".formatted(target.getName()));
        }
        List<Arguments> inputs = new ArrayList<>();
        inputs.add(Arguments.of(Named.of("nothing", new byte[0])));
        try (var files = Files.list(Path.of(folder.toURI()))) {
            for (var file : files.sorted().toList()) {
                inputs.add(Arguments.of(Named.of(file.getFileName().toString(), Files.readAllBytes(file))));
            }
        }
        return inputs.stream();
    }
}
