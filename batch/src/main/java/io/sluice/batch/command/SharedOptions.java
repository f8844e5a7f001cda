package io.sluice.batch.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What every command takes. */
@Command(
        name = "java -jar sluice-batch.jar",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        description = "Does what operators do, by way of a running batch node, or alone where none runs. "
                + "Without a command, it is such a node.",
        sortOptions = false,
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        commandListHeading = "%nCommands:%n",
        descriptionHeading = "%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:the command is not right, or the node does not allow a value in it",
            "3:verify has found drift",
            "4:timed out",
            "130:interrupted"
        },
        footerHeading = "%n",
        footer = {
            "SLUICE_URL and SLUICE_TOKEN in the environment say where the node is and which token it is shown.",
            "Times: 500ms, 30s, 10m, 1h, or as in ISO 8601."
        })
final class SharedOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "where the node is; without it SLUICE_URL, or http://127.0.0.1:8090")
    @Nullable
    String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "the file that holds the token; without it SLUICE_TOKEN")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--alone",
            scope = ScopeType.INHERIT,
            description = "work in this process with a node of its own, configured as any node is; "
                    + "--spring.*=, --sluice.*= go to it")
    boolean alone;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print one JSON document")
    boolean json;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "tell nothing but results and errors")
    boolean quiet;

    @Spec
    @Nullable
    CommandSpec spec;

    /** It exists to be refused: arguments are seen by everybody on the machine. */
    @Option(names = "--token", hidden = true, arity = "0..1", scope = ScopeType.INHERIT)
    void refuse(@Nullable String token) {
        var message = "--token: refused, for everybody on this machine can read arguments"
                + " (expected: the environment variable SLUICE_TOKEN, or --token-file)";
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), message);
        }
        throw CommandException.usage(message);
    }
}
