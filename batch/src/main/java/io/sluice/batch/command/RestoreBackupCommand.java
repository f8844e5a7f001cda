package io.sluice.batch.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Fills an empty installation from a backup, and compares what came of it. */
@Command(
        name = "restore-backup",
        description = "Fills an empty installation from a file of 'backup': first the archive, all or nothing, then"
                + " Redis; then it verifies that both hold the same. An archive that is not empty is refused.")
final class RestoreBackupCommand implements Callable<Integer> {
    private static final String AGAIN =
            "what to do: the backup is archived; 'restore' brings it into Redis, 'verify' compares";

    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "FILE", description = "the backup, compressed or not")
    private Path file = Path.of("");

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; it is recorded with who and when")
    private @Nullable String reason;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "how long to wait; ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ZERO;

    RestoreBackupCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        var backup = new BackupFile(file);
        backup.requireReadable();
        return workplace.work(timeout, Workplace.Need.NONE, session -> restore(session, backup));
    }

    private Outcome restore(Session session, BackupFile backup) {
        // A node that refuses the token would not read a large file to its end, and could not say why.
        session.client().get("/v1/caller");
        session.interruption()
                .means("interrupted before the node answered: 'runs' shows whether a restore has been started");
        session.narrator().say("sending the backup");
        var answer = send(session, backup);
        var order = new RunOrder(session);
        var restored = order.follow(new RunView(answer.path("run")));
        if (!restored.isCompleted()) {
            write(session, answer, List.of(restored));
            var outcome = order.judge(restored);
            session.narrator().complain("Redis does not hold all of it", List.of(AGAIN));
            return outcome;
        }
        var verified = order.carryOut(NodeClient.object().put("job", "verify"));
        write(session, answer, List.of(restored, verified));
        var outcome = order.judge(verified);
        return outcome == Outcome.DONE
                ? order.judgeDrift(
                        verified, List.of("what to do: look at the findings; somebody else may have written"))
                : outcome;
    }

    private JsonNode send(Session session, BackupFile backup) {
        var query = reason == null ? "" : "?reason=" + Text.inQuery(reason);
        try {
            return session.client().upload("/v1/backup" + query, backup::open);
        } catch (CommandException e) {
            throw backup.explain(e);
        }
    }

    /** One document of all, or how much was archived and then each run. */
    private static void write(Session session, JsonNode answer, List<RunView> runs) {
        var document = NodeClient.object();
        document.set("rows", answer.path("rows"));
        document.set("namespaces", answer.path("namespaces"));
        runs.forEach(run -> document.set(run.job(), run.json()));
        session.output().write(document, () -> {
            var tables = new ArrayList<Output.Table>();
            tables.add(new Output.Table(null, List.of(List.of("archived", Text.of(answer.path("rows"))))));
            runs.forEach(run -> tables.addAll(run.tables()));
            return tables;
        });
    }
}
