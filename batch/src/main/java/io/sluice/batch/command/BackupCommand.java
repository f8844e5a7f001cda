package io.sluice.batch.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a backup to a file or the standard output. */
@Command(
        name = "backup",
        description = "Writes all settings, with every value, into a file from which 'restore-backup' fills an empty"
                + " installation. What is not archived yet is archived before.")
final class BackupCommand implements Callable<Integer> {
    private static final String NOT_WHOLE = "interrupted: there is no whole backup";

    private final Workplace workplace;

    @Option(names = "--namespace", paramLabel = "NS", description = "only this namespace; without it, all")
    private @Nullable String namespace;

    @Option(
            names = "--at",
            paramLabel = "MOMENT",
            description = "what was then, out of the history: a revision, or a time such as 2026-11-24T10:00:00Z")
    private @Nullable String at;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "where to; there only once it is whole, for its owner to read, and compressed if the name"
                    + " ends with .gz. Without it, the standard output")
    private @Nullable Path output;

    @Option(names = "--no-flush", description = "what is archived now, also while Redis is away")
    private boolean asItIs;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "how long to wait until all is archived; ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ZERO;

    BackupCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        return workplace.work(timeout, Workplace.Need.NONE, this::backUp);
    }

    private Outcome backUp(Session session) {
        session.interruption().means(NOT_WHOLE);
        if (at == null && !asItIs && !isArchived(session)) {
            return Outcome.TIMED_OUT;
        }
        var file = output;
        if (file == null) {
            tell(session, copy(session, session.output().stream()));
            return Outcome.DONE;
        }
        var summary = new BackupFile(file).write(target -> copy(session, target));
        session.narrator().endProgress();
        tell(session, summary);
        summary.put("file", file.toString());
        session.output().write(summary, () -> List.of(new Output.Table(null, rows(summary))));
        return Outcome.DONE;
    }

    private boolean isArchived(Session session) {
        var order = NodeClient.object();
        if (namespace != null) {
            order.put("namespace", namespace);
        }
        if (Barrier.isReached(new Barrier(session).reach(order))) {
            return true;
        }
        session.narrator()
                .complain(
                        "timed out after %s: not all is archived".formatted(session.patience()),
                        List.of(
                                "what to do: 'runs' and 'quarantine' show why; --no-flush takes what is archived as it is"));
        return false;
    }

    private ObjectNode copy(Session session, OutputStream target) {
        var narrator = session.narrator();
        var copy = new BackupCopy(target, rows -> narrator.progress("backup", rows, null));
        try (var lines = session.client().download("/v1/backup" + query())) {
            var summary = copy.carryOut(lines);
            target.flush();
            return summary;
        } catch (IOException e) {
            throw new CommandException(
                    Outcome.FAILED, "the backup could not be written: " + e.getMessage(), List.of(), e);
        }
    }

    private String query() {
        var parameters = new ArrayList<String>();
        if (namespace != null) {
            parameters.add("namespace=" + Text.inQuery(namespace));
        }
        if (at != null) {
            parameters.add("at=" + Text.inQuery(at));
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    /** What a reader of the file would not see at first sight. */
    private static void tell(Session session, ObjectNode summary) {
        var narrator = session.narrator();
        narrator.say("%s settings as of %s".formatted(Text.of(summary.path("rows")), Text.of(summary.path("at"))));
        long unreadable = summary.path("unreadable").asLong(0);
        if (unreadable > 0) {
            narrator.say("%d rows are no entries and are not in it: 'verify' lists them".formatted(unreadable));
        }
        long unproven = summary.path("unproven").asLong(0);
        if (unproven > 0) {
            narrator.say("%d settings may have been something else then: the history has a gap".formatted(unproven));
        }
    }

    private static List<List<String>> rows(JsonNode summary) {
        return List.of("file", "at", "rows", "sha256").stream()
                .map(member -> List.of(member, Text.of(summary.path(member))))
                .toList();
    }
}
