package io.sluice.batch.command;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts a run, or joins the one that is under way, and waits for its end. For one thread. */
final class RunOrder {
    /** Until then a short run has ended; whoever waits longer wants to know which run it is. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Session session;

    RunOrder(Session session) {
        this.session = session;
    }

    /** The run as it was when the node had taken the order. */
    RunView place(ObjectNode order) {
        return new RunView(session.client().post("/v1/runs", order, Duration.ZERO));
    }

    /** The run at its end, or as it is when the time is over. */
    RunView carryOut(ObjectNode order) {
        session.interruption()
                .means("interrupted before the node answered: 'runs' shows whether a run has been started");
        var patience = session.patience();
        var wait = patience.leftUpTo(FIRST);
        return follow(new RunView(session.client().post("/v1/runs", order.put("wait", Patience.text(wait)), wait)));
    }

    /** The run at its end, or as it is when the time is over. */
    RunView follow(RunView begun) {
        var run = begun;
        if (run.isUnderWay()) {
            expectInterruption(run);
            session.narrator().say("waiting for the run " + run.label());
            run = await(run);
        }
        session.narrator().endProgress();
        // The answer to the order tells nothing of the single findings.
        return run.hasFound() ? read(run) : run;
    }

    private RunView await(RunView begun) {
        var run = begun;
        var pause = SHORTEST;
        while (run.isUnderWay() && !session.patience().isOver()) {
            session.narrator().progress(run.job(), run.read(), run.total());
            session.patience().pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            run = read(run);
        }
        return run;
    }

    private RunView read(RunView run) {
        JsonNode json = session.client().poll(run.path());
        return new RunView(json);
    }

    private void expectInterruption(RunView run) {
        if (session.isWithRunningNode()) {
            session.interruption()
                    .means(
                            "interrupted: the run %s goes on".formatted(run.label()),
                            "  'runs show %s' tells how it is, 'runs stop %s' ends it".formatted(run.id(), run.id()));
        } else {
            session.interruption()
                    .means("interrupted: the run %s ends with the page in hand; what is left stays to be done"
                            .formatted(run.label()));
        }
    }

    /** Tells what became of the run; the exit code does too. */
    Outcome tell(RunView run) {
        session.output().write(run.json(), run::tables);
        return judge(run);
    }

    /** The same, where the run itself is told otherwise. */
    Outcome judge(RunView run) {
        if (run.isUnderWay()) {
            session.narrator().complain("timed out after %s".formatted(session.patience()), List.of(later(run)));
            return Outcome.TIMED_OUT;
        }
        if (!run.isCompleted()) {
            session.narrator()
                    .complain(
                            "the run %s is %s".formatted(run.label(), run.status()),
                            run.error().isEmpty() ? List.of() : List.of(run.error()));
            return Outcome.FAILED;
        }
        if (run.quarantined() > 0) {
            session.narrator().say("%d in quarantine: 'quarantine' lists them".formatted(run.quarantined()));
        }
        return Outcome.DONE;
    }

    /**
     * Says whether a verify that has completed has found anything that is still there.
     *
     * @param advice what to do then
     */
    Outcome judgeDrift(RunView run, List<String> advice) {
        if (run.drift() == 0) {
            return Outcome.DONE;
        }
        session.narrator().complain("%d settings differ between Redis and the archive".formatted(run.drift()), advice);
        return Outcome.DRIFT;
    }

    private String later(RunView run) {
        return session.isWithRunningNode()
                ? "the run goes on: 'runs show %s' tells how it is, 'runs stop %s' ends it"
                        .formatted(run.id(), run.id())
                : "the run ends with the page in hand; what is left stays to be done";
    }
}
