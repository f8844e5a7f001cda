package io.sluice.batch.command;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A node in this process, for one command: on the loopback interface and a free port, with a token of its own, and with
 * nothing that starts by itself. Where Redis and the database are, it is told as any node is.
 */
final class PrivateNode implements Target {
    /** What passed-on properties must not touch: these keep the node private, and its schedule still. */
    private static final List<String> OWN =
            List.of("sluice.access.", "spring.quartz.", "spring.flyway.connect-retries");

    /** A node may wait for its database, an operator is told. */
    private static final String RETRIES = "--spring.flyway.connect-retries=";

    private static final int CAUSES = 2;

    private final ConfigurableApplicationContext context;
    private final NodeAddress address;
    private final AccessToken token;

    private PrivateNode(ConfigurableApplicationContext context, NodeAddress address, AccessToken token) {
        this.context = context;
        this.address = address;
        this.token = token;
    }

    /**
     * Returns when it serves.
     *
     * @param application the class of the node
     * @param passedOn properties as {@code --name=value}
     */
    static PrivateNode start(Class<?> application, List<String> passedOn) {
        passedOn.forEach(PrivateNode::requireAllowed);
        var token = AccessToken.random();
        var arguments = new ArrayList<>(passedOn);
        arguments.addAll(List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--server.ssl.enabled=false",
                "--management.server.port=-1",
                "--logging.threshold.console=WARN",
                // A start that fails is told by the command itself.
                "--logging.level.org.springframework.boot.SpringApplication=OFF",
                "--logging.level.org.springframework.boot.web.server=ERROR",
                // How the servers are set is told by the nodes of the installation.
                "--logging.level.io.sluice.check=ERROR",
                "--spring.quartz.auto-startup=false",
                "--sluice.restore.every=0s",
                "--sluice.run.share=false",
                // What is stored for the nodes of the installation stays as their configuration has it.
                "--spring.quartz.properties[org.quartz.scheduler.instanceName]=alone",
                RETRIES + "0",
                "--sluice.access.tokens[0].owner=" + owner(),
                "--sluice.access.tokens[0].role=operator",
                "--sluice.access.tokens[0].token=" + token.text()));
        // Nothing but results may reach the standard output; logs go where this says.
        System.setOut(System.err);
        var spring = new SpringApplication(application);
        spring.setLogStartupInfo(false);
        try {
            var context = spring.run(arguments.toArray(String[]::new));
            var port = context.getEnvironment().getRequiredProperty("local.server.port");
            return new PrivateNode(context, new NodeAddress(URI.create("http://127.0.0.1:" + port)), token);
        } catch (RuntimeException e) {
            throw new CommandException(
                    Outcome.FAILED,
                    "the node of this command did not start: " + causes(e),
                    List.of(
                            "what to do: check where Redis and the database are, as for a node; or give the --url of one"),
                    e);
        }
    }

    @Override
    public NodeAddress address() {
        return address;
    }

    @Override
    public AccessToken token() {
        return token;
    }

    @Override
    public void close() {
        context.close();
    }

    private static void requireAllowed(String property) {
        if (OWN.stream().anyMatch(own -> property.startsWith("--" + own))) {
            throw CommandException.usage(
                    property.substring(0, property.indexOf('=')) + ": not for a command",
                    "expected: none that begins with " + String.join(", ", OWN));
        }
    }

    /** The last causes tell what happened, those before them only where. */
    private static String causes(RuntimeException failure) {
        var lines = new ArrayList<String>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var line = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            if (lines.isEmpty() || !lines.get(lines.size() - 1).endsWith(line)) {
                lines.add(line);
            }
        }
        return String.join(": ", lines.subList(Math.max(0, lines.size() - CAUSES), lines.size()));
    }

    /** Who asks, as far as this machine knows. */
    private static String owner() {
        return (System.getProperty("user.name", "somebody") + "@" + host()).replaceAll("[^A-Za-z0-9@._-]", "_");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
