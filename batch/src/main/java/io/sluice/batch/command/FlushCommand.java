package io.sluice.batch.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Waits until all that was acknowledged is proven in the archive. */
@Command(name = "flush", description = "Returns when all that was acknowledged before is proven in the archive.")
final class FlushCommand implements Callable<Integer> {
    private static final List<String> PROVEN = List.of("namespace", "revision");
    private static final List<String> PENDING = List.of("pending", "dirty", "history", "quarantined");

    private final Workplace workplace;

    @Mixin
    private final Scope scope = new Scope();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "how long to wait; ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ZERO;

    FlushCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        return workplace.work(timeout, Workplace.Need.NONE, this::flush);
    }

    private Outcome flush(Session session) {
        session.interruption().means("interrupted: nothing is proven; 'flush' may be called again");
        var answer = new Barrier(session).reach(scope.body());
        if (Barrier.isReached(answer)) {
            session.output().write(answer, () -> List.of(new Output.Table(PROVEN, proven(answer))));
            return Outcome.DONE;
        }
        session.output().write(answer, () -> List.of(new Output.Table(PENDING, pending(answer))));
        session.narrator()
                .complain(
                        "timed out after " + session.patience(),
                        List.of("what to do: 'runs' shows why drains take long"));
        return Outcome.TIMED_OUT;
    }

    private static List<List<String>> proven(JsonNode answer) {
        return answer.path("revisions").properties().stream()
                .map(namespace -> List.of(Text.plain(namespace.getKey()), Text.of(namespace.getValue())))
                .toList();
    }

    private static List<List<String>> pending(JsonNode answer) {
        return StreamSupport.stream(answer.path("pending").spliterator(), false)
                .map(namespace -> List.of(
                        Text.of(namespace.path("namespace")),
                        Text.of(namespace.path("dirty")),
                        Text.of(namespace.path("historyPending")),
                        Text.of(namespace.path("quarantined"))))
                .toList();
    }
}
