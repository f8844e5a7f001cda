package io.sluice.batch.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the hash and the archive. */
@Command(
        name = "verify",
        description = "Compares Redis and the archive, and lists what differs; without --repair it changes nothing.")
final class VerifyCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Mixin
    private final Scope scope = new Scope();

    @Option(names = "--repair", description = "make equal what one rule can make equal")
    private boolean repairs;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "how long to wait; ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ZERO;

    VerifyCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        return workplace.work(timeout, Workplace.Need.NONE, this::verify);
    }

    private Outcome verify(Session session) {
        var order = new RunOrder(session);
        var body = scope.body().put("job", "verify");
        if (repairs) {
            body.put("repair", true);
        }
        var run = order.carryOut(body);
        var outcome = order.tell(run);
        return outcome == Outcome.DONE
                ? order.judgeDrift(
                        run, repairs ? List.of() : List.of("what to do: verify --repair, after a look at the findings"))
                : outcome;
    }
}
