package io.sluice.batch.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a run of a job, or joins one, and waits for its end. */
@Command
final class StartCommand implements Callable<Integer> {
    private final Workplace workplace;
    private final String job;

    @Mixin
    private final Scope scope = new Scope();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "how long to wait; ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--no-wait", description = "return as soon as the node has taken the order")
    private boolean leaves;

    StartCommand(Workplace workplace, String job) {
        this.workplace = workplace;
        this.job = job;
    }

    @Override
    public Integer call() {
        return workplace.work(timeout, leaves ? Workplace.Need.LASTING : Workplace.Need.NONE, this::start);
    }

    private Outcome start(Session session) {
        var order = new RunOrder(session);
        var body = scope.body().put("job", job);
        if (!leaves) {
            return order.tell(order.carryOut(body));
        }
        var run = order.place(body);
        session.output().write(run.json(), run::tables);
        return Outcome.DONE;
    }
}
