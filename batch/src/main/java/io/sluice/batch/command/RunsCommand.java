package io.sluice.batch.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Lists runs; its subcommands act on one. */
@Command(name = "runs", description = "Lists runs, newest first; shows, restarts, stops or recovers one.")
final class RunsCommand implements Callable<Integer> {
    /** How long a node may say that it cannot answer. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Workplace workplace;

    @Mixin
    private final Filters filters = new Filters();

    RunsCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    /** With all its subcommands. */
    static CommandLine with(Workplace workplace) {
        return new CommandLine(new RunsCommand(workplace))
                .addSubcommand(new ListRuns(workplace))
                .addSubcommand(new Show(workplace))
                .addSubcommand(
                        "restart", act(workplace, "restart", "Goes on with a run that has failed or was stopped."))
                .addSubcommand("stop", act(workplace, "stop", "Stops a run at the end of the page in hand."))
                .addSubcommand(
                        "recover", act(workplace, "recover", "Closes the record of a run whose process has died."));
    }

    private static CommandLine act(Workplace workplace, String action, String description) {
        return OperatorCommand.described(new Act(workplace, action), description);
    }

    @Override
    public Integer call() {
        return filters.print(workplace);
    }

    /** Which runs. */
    static final class Filters {
        @Option(names = "--job", paramLabel = "JOB", description = "only those of drain, verify, restore or compact")
        private @Nullable String job;

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                description = "only those that are COMPLETED, FAILED, STARTED, …")
        private @Nullable String status;

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "how many; ${DEFAULT-VALUE}")
        private int limit;

        int print(Workplace workplace) {
            var path = new StringBuilder("/v1/runs");
            append(path, "job", job);
            append(path, "status", status);
            var pages = new Pages(path.toString(), "runs", limit);
            return workplace.work(
                    PATIENCE,
                    Workplace.Need.NONE,
                    session -> pages.print(session, RunView.HEADING, run -> new RunView(run).row()));
        }

        private static void append(StringBuilder path, String name, @Nullable String value) {
            if (value != null) {
                path.append(path.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(Text.inQuery(value));
            }
        }
    }

    /** The same as without a subcommand. */
    @Command(name = "list", description = "Lists runs, newest first.")
    static final class ListRuns implements Callable<Integer> {
        private final Workplace workplace;

        @Mixin
        private final Filters filters = new Filters();

        ListRuns(Workplace workplace) {
            this.workplace = workplace;
        }

        @Override
        public Integer call() {
            return filters.print(workplace);
        }
    }

    /** One run in full. */
    @Command(name = "show", description = "Shows a run in full.")
    static final class Show implements Callable<Integer> {
        private final Workplace workplace;

        @Parameters(paramLabel = "ID", description = "the run's id")
        private String id = "";

        Show(Workplace workplace) {
            this.workplace = workplace;
        }

        @Override
        public Integer call() {
            return workplace.work(PATIENCE, Workplace.Need.NONE, session -> {
                var run = new RunView(session.client().get("/v1/runs/" + Text.inQuery(id)));
                session.output().write(run.json(), run::tables);
                return Outcome.DONE;
            });
        }
    }

    /** Asks for something to be done with a run. */
    @Command
    static final class Act implements Callable<Integer> {
        private final Workplace workplace;
        private final String action;

        @Parameters(paramLabel = "ID", description = "the run's id")
        private String id = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "why; it is recorded with who and when")
        private @Nullable String reason;

        Act(Workplace workplace, String action) {
            this.workplace = workplace;
            this.action = action;
        }

        @Override
        public Integer call() {
            return workplace.work(PATIENCE, Workplace.Need.NONE, session -> {
                var path = "/v1/runs/%s/%s".formatted(Text.inQuery(id), action);
                var run = new RunView(session.client().post(path, body(), Duration.ZERO));
                session.output().write(run.json(), run::tables);
                return Outcome.DONE;
            });
        }

        private ObjectNode body() {
            return reason == null ? NodeClient.object() : NodeClient.object().put("reason", reason);
        }
    }
}
