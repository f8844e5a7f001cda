package io.sluice.batch.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Brings a command together with the node that does the work. */
final class Workplace {
    static final String URL_VARIABLE = "SLUICE_URL";

    private final Class<?> application;
    private final SharedOptions options;
    private final List<String> properties;
    private final Map<String, String> environment;
    private final NodeAddress usual;
    private final Streams streams;

    /**
     * @param application the class of a node
     * @param properties for a node of this process, as {@code --name=value}
     * @param usual where a node is looked for if no address is given
     */
    Workplace(
            Class<?> application,
            SharedOptions options,
            List<String> properties,
            Map<String, String> environment,
            NodeAddress usual,
            Streams streams) {
        this.application = application;
        this.options = options;
        this.properties = List.copyOf(properties);
        this.environment = Map.copyOf(environment);
        this.usual = usual;
        this.streams = streams;
    }

    /** What a command needs of a node that it leaves behind. */
    enum Need {
        /** The node has to be there when the command has ended. */
        LASTING,
        NONE
    }

    /**
     * Does the work with a node.
     *
     * @param timeout for all of it, but for the start of a node
     * @return the exit code
     */
    int work(Duration timeout, Need need, Function<Session, Outcome> work) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw CommandException.usage("--timeout: " + Patience.text(timeout), "expected: more than 0s");
        }
        var narrator = new Narrator(streams.err(), manner());
        var interruption = Interruption.arm(narrator);
        try (var target = target(need, narrator)) {
            var patience = Patience.of(timeout);
            var client = new NodeClient(target, patience, narrator);
            var output = new Output(streams.out(), form());
            return work.apply(new Session(client, output, narrator, interruption, patience, target))
                    .code();
        } finally {
            narrator.endProgress();
            interruption.disarm();
        }
    }

    private Target target(Need need, Narrator narrator) {
        var given = givenAddress();
        if (options.alone && options.url != null) {
            throw CommandException.usage("--alone and --url: both", "expected: one of them");
        }
        if (!options.alone && (given != null || !usual.isRefusing())) {
            var token = AccessToken.read(options.tokenFile, environment.get(AccessToken.VARIABLE));
            var address = given == null ? usual : given;
            narrator.say("asking the node at " + address + unused());
            return new RunningNode(address, token);
        }
        if (need == Need.LASTING) {
            throw CommandException.usage(
                    "--no-wait: nothing would go on after this process (expected: a running node)",
                    "what to do: start a node, give the --url of one, or wait");
        }
        narrator.say(options.alone ? "working alone" : "working alone, for no node listens at %s".formatted(usual));
        return PrivateNode.start(application, properties);
    }

    private @Nullable NodeAddress givenAddress() {
        if (options.url != null) {
            return NodeAddress.of(options.url, "--url");
        }
        var variable = environment.get(URL_VARIABLE);
        return variable == null || variable.isEmpty() ? null : NodeAddress.of(variable, URL_VARIABLE);
    }

    private String unused() {
        return properties.isEmpty() ? "" : ", which has its own configuration: properties given here do nothing";
    }

    private Narrator.Manner manner() {
        if (options.quiet) {
            return Narrator.Manner.QUIET;
        }
        return streams.errIsTerminal() ? Narrator.Manner.TERMINAL : Narrator.Manner.LINES;
    }

    private Output.Form form() {
        if (options.json) {
            return Output.Form.JSON;
        }
        return streams.outIsTerminal() ? Output.Form.ALIGNED : Output.Form.TABS;
    }
}
