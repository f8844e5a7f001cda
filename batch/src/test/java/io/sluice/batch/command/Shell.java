package io.sluice.batch.command;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Carries commands out in this JVM, and keeps what they say. For one thread. */
final class Shell {
    static final Map<String, String> TOKEN = Map.of("SLUICE_TOKEN", "a-token");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Streams streams;

    private NodeAddress usual = NodeAddress.DEFAULT;
    private Class<?> application = Shell.class;

    private Shell(Kind kind) {
        streams = streams(out, kind);
    }

    /** What is at the other end. */
    enum Kind {
        PIPE,
        TERMINAL
    }

    static Shell inPipe() {
        return new Shell(Kind.PIPE);
    }

    static Shell onTerminal() {
        return new Shell(Kind.TERMINAL);
    }

    /** Where a node is looked for, and which class of a node is started where none is. */
    Shell with(String address, Class<?> node) {
        usual = NodeAddress.of(address, "usual");
        application = node;
        return this;
    }

    /** Asks that node. */
    int run(PlayedNode node, String... arguments) {
        var all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = node.address();
        return run(TOKEN, all);
    }

    int run(Map<String, String> environment, String... arguments) {
        return OperatorCommand.execute(application, usual, environment, streams, arguments);
    }

    /** The same, with results written to there. */
    int into(OutputStream results, PlayedNode node, String... arguments) {
        return OperatorCommand.execute(
                application, NodeAddress.of(node.address(), "usual"), TOKEN, streams(results, Kind.PIPE), arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Streams streams(OutputStream results, Kind kind) {
        return new Streams(
                results,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                kind == Kind.TERMINAL,
                kind == Kind.TERMINAL);
    }
}
