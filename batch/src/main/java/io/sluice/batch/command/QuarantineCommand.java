package io.sluice.batch.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Lists what the archive refuses; its subcommands act on one entry. */
@Command(name = "quarantine", description = "Lists what the archive refuses; retries or discards an entry.")
final class QuarantineCommand implements Callable<Integer> {
    private static final List<String> HEADING =
            List.of("namespace", "name", "revision", "attempts", "state", "since", "next", "error");

    private final Workplace workplace;

    @Mixin
    private final Filters filters = new Filters();

    QuarantineCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    /** With all its subcommands. */
    static CommandLine with(Workplace workplace) {
        return new CommandLine(new QuarantineCommand(workplace))
                .addSubcommand(new ListEntries(workplace))
                .addSubcommand(new Retry(workplace))
                .addSubcommand(new Discard(workplace));
    }

    @Override
    public Integer call() {
        return filters.print(workplace);
    }

    /** Which entries. */
    static final class Filters {
        @Option(names = "--namespace", paramLabel = "NS", description = "only those of this namespace")
        private @Nullable String namespace;

        @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "how many; ${DEFAULT-VALUE}")
        private int limit;

        int print(Workplace workplace) {
            var query = namespace == null ? "" : "?namespace=" + Text.inQuery(namespace);
            var pages = new Pages("/v1/quarantine" + query, "entries", limit);
            return workplace.work(
                    RunsCommand.PATIENCE,
                    Workplace.Need.NONE,
                    session -> pages.print(session, HEADING, QuarantineCommand::row));
        }
    }

    /** The same as without a subcommand. */
    @Command(name = "list", description = "Lists what the archive refuses.")
    static final class ListEntries implements Callable<Integer> {
        private final Workplace workplace;

        @Mixin
        private final Filters filters = new Filters();

        ListEntries(Workplace workplace) {
            this.workplace = workplace;
        }

        @Override
        public Integer call() {
            return filters.print(workplace);
        }
    }

    /** Which entry. */
    static final class Key {
        @Parameters(index = "0", paramLabel = "NS", description = "the namespace")
        private String namespace = "";

        @Parameters(index = "1", paramLabel = "NAME", description = "the setting")
        private String name = "";

        String path() {
            return "/v1/quarantine/%s/%s".formatted(Text.inQuery(namespace), Text.inPath(name));
        }

        String text() {
            return Text.plain(namespace + " " + name);
        }
    }

    /** Has an entry tried again now. */
    @Command(name = "retry", description = "Starts a drain, or joins one, that tries an entry again now.")
    static final class Retry implements Callable<Integer> {
        private final Workplace workplace;

        @Mixin
        private final Key key = new Key();

        @Option(names = "--reason", paramLabel = "TEXT", description = "why; it is recorded with who and when")
        private @Nullable String reason;

        Retry(Workplace workplace) {
            this.workplace = workplace;
        }

        @Override
        public Integer call() {
            var body = NodeClient.object();
            if (reason != null) {
                body.put("reason", reason);
            }
            return workplace.work(RunsCommand.PATIENCE, Workplace.Need.NONE, session -> {
                var answer = session.client().post(key.path() + "/retry", body, Duration.ZERO);
                var run = new RunView(answer);
                session.output().write(answer, run::tables);
                session.narrator().say("the run %s tries %s again".formatted(run.label(), key.text()));
                return Outcome.DONE;
            });
        }
    }

    /** Gives an entry up. */
    @Command(name = "discard", description = "Gives an entry up: it is not archived until it changes again.")
    static final class Discard implements Callable<Integer> {
        private final Workplace workplace;

        @Mixin
        private final Key key = new Key();

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "why; it is recorded with who and when")
        private String reason = "";

        Discard(Workplace workplace) {
            this.workplace = workplace;
        }

        @Override
        public Integer call() {
            return workplace.work(RunsCommand.PATIENCE, Workplace.Need.NONE, session -> {
                var answer = session.client().delete(key.path() + "?reason=" + Text.inQuery(reason));
                session.output().write(answer, () -> List.of(new Output.Table(HEADING, List.of(row(answer)))));
                session.narrator().say("%s is discarded".formatted(key.text()));
                return Outcome.DONE;
            });
        }
    }

    private static List<String> row(JsonNode entry) {
        return List.of(
                Text.of(entry.path("namespace")),
                Text.of(entry.path("name")),
                Text.of(entry.path("revision")),
                Text.of(entry.path("attempts")),
                Text.of(entry.path("sqlState")),
                Text.of(entry.path("since")),
                Text.of(entry.path("nextRetry")),
                Text.of(entry.path("error")));
    }
}
