package io.sluice.batch.command;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. It has to be quick where a node runs, so it uses nothing that starts Spring unless it works alone. */
public final class OperatorCommand {
    private static final Pattern PROPERTY = Pattern.compile("--[^=]+=.*", Pattern.DOTALL);
    private static final Pattern PASSED_ON = Pattern.compile("--(spring|sluice)\\.[^=]+=.*", Pattern.DOTALL);
    private static final Set<String> FLAGS_OF_THE_NODE = Set.of("--debug", "--trace");

    /** What Java puts where it cannot decode. */
    private static final String UNREADABLE = "\ufffd";

    private OperatorCommand() {}

    /** Whether these arguments are a command; those of a node are properties, {@code --name=value}, and nothing else. */
    public static boolean isMeantBy(String... arguments) {
        return !Arrays.stream(arguments)
                .allMatch(argument -> FLAGS_OF_THE_NODE.contains(argument)
                        || PROPERTY.matcher(argument).matches());
    }

    /**
     * Carries a command out.
     *
     * @param application the class of the node, for work without a running one
     * @return the exit code
     */
    public static int execute(Class<?> application, String... arguments) {
        return execute(application, NodeAddress.DEFAULT, System.getenv(), Streams.standard(), arguments);
    }

    static int execute(
            Class<?> application,
            NodeAddress usual,
            Map<String, String> environment,
            Streams streams,
            String... arguments) {
        var words = new ArrayList<String>();
        var properties = new ArrayList<String>();
        for (var argument : arguments) {
            (PASSED_ON.matcher(argument).matches() ? properties : words).add(argument);
        }
        var options = new SharedOptions();
        var workplace = new Workplace(application, options, properties, environment, usual, streams);
        var narrator = new Narrator(streams.err(), Narrator.Manner.LINES);
        var line = commands(options, workplace)
                .registerConverter(Duration.class, OperatorCommand::duration)
                .setExpandAtFiles(false)
                .setOut(writer(streams.out()))
                .setErr(writer(streams.err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setParameterExceptionHandler((e, given) -> misunderstood(e, narrator))
                .setExecutionExceptionHandler((e, command, result) -> failed(e, narrator));
        if (Arrays.stream(arguments).anyMatch(argument -> argument.contains(UNREADABLE))) {
            narrator.complain(
                    "the locale of this shell cannot carry these arguments",
                    List.of("what to do: set one of UTF-8, such as LC_ALL=C.UTF-8"));
            return Outcome.USAGE.code();
        }
        return line.execute(words.toArray(String[]::new));
    }

    private static CommandLine commands(SharedOptions options, Workplace workplace) {
        return new CommandLine(options)
                .addSubcommand("drain", described(new StartCommand(workplace, "drain"), "Archives what has changed."))
                .addSubcommand(new FlushCommand(workplace))
                .addSubcommand(new VerifyCommand(workplace))
                .addSubcommand(
                        "restore",
                        described(
                                new StartCommand(workplace, "restore"),
                                "Brings back into Redis what the archive holds and Redis lacks."))
                .addSubcommand(
                        "compact",
                        described(new StartCommand(workplace, "compact"), "Drops removals that are archived and old."))
                .addSubcommand(new BackupCommand(workplace))
                .addSubcommand(new RestoreBackupCommand(workplace))
                .addSubcommand(RunsCommand.with(workplace))
                .addSubcommand(QuarantineCommand.with(workplace));
    }

    /** For commands of which one class makes several. */
    static CommandLine described(Object command, String description) {
        var line = new CommandLine(command);
        line.getCommandSpec().usageMessage().description(description);
        return line;
    }

    private static Duration duration(String text) {
        if (!text.matches("[0-9]+")) {
            try {
                return DurationStyle.detectAndParse(text);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new TypeConversionException(wrongDuration(text));
            }
        }
        throw new TypeConversionException(wrongDuration(text));
    }

    private static String wrongDuration(String text) {
        return "%s (expected: a time with its unit, such as 30s or 10m)".formatted(text);
    }

    private static int misunderstood(ParameterException e, Narrator narrator) {
        var command = e.getCommandLine();
        var details = new ArrayList<String>();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            details.add("did you mean: " + String.join(", ", unmatched.getSuggestions()));
        }
        narrator.complain(String.valueOf(e.getMessage()), details);
        var help = command.getHelp();
        command.getErr().print(help.synopsisHeading() + help.synopsis(help.synopsisHeadingLength()));
        if (!command.getSubcommands().isEmpty()) {
            command.getErr().print("Commands:%n".formatted() + help.commandList());
        }
        command.getErr().println("--help tells more.");
        return Outcome.USAGE.code();
    }

    private static int failed(Exception e, Narrator narrator) {
        if (e instanceof CommandException known) {
            narrator.complain(String.valueOf(known.getMessage()), known.details());
            return known.outcome().code();
        }
        narrator.complain(
                "a fault in this program: " + e,
                Arrays.stream(e.getStackTrace()).map(String::valueOf).toList());
        return Outcome.FAILED.code();
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
