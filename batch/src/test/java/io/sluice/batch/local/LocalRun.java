package io.sluice.batch.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The local run: starts all servers, loads real input through the admin API, shows that all copies are equal, and goes on
 * until it is interrupted. What it is asked for stands in system properties; see {@link LocalSetup}.
 *
 * <p>It is meant to be the last thing that its JVM does: a failure is told in one line and ends the JVM with exit code 1.
 */
public final class LocalRun {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration RECORDED = Duration.ofSeconds(30);

    private final LocalSetup setup;
    private final Input input;
    private final Terminal terminal;
    private final Pace pace;

    private LocalRun(LocalSetup setup, Input input, Terminal terminal, Pace pace) {
        this.setup = setup;
        this.input = input;
        this.terminal = terminal;
        this.pace = pace;
    }

    /**
     * Runs until it is interrupted, or asked to exit after the report.
     *
     * @param arguments none are used
     */
    public static void main(String[] arguments) {
        var terminal = Terminal.standard();
        try {
            var setup = LocalSetup.of(System.getProperties());
            LocalPort.requireFree(setup.ports());
            run(setup, setup.input(), terminal);
        } catch (LocalRunException e) {
            terminal.say(String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }

    private static void run(LocalSetup setup, Input input, Terminal terminal) {
        var pace = new Pace();
        var stops = new Stops(terminal, pace);
        var hook = new Thread(stops::close, "local-run-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new LocalRun(setup, input, terminal, pace).run(stops);
        } catch (RuntimeException e) {
            if (!pace.isOver()) {
                terminal.say(String.valueOf(e.getMessage()));
                explain(setup, e);
            }
            // The hook stops what was started. If it is what ended the run, this waits until the JVM is gone.
            System.exit(1);
        }
        stops.close();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void run(Stops stops) {
        var servers = LocalServers.start(setup, stops, pace, terminal);
        var runs = new Runs(servers.batch().caller());
        load(servers, runs);
        if (setup.ending() == LocalSetup.Ending.STAY) {
            Report.addresses(setup, servers).forEach(terminal::say);
            stay(servers, runs);
        }
    }

    private void load(LocalServers servers, Runs runs) {
        terminal.say("%s: %,d settings".formatted(input.source(), input.values().size()));
        input.leftOut().forEach((name, why) -> terminal.say("Left out: " + why));
        var copies = new Copies(servers, input.namespace());
        var loaded = new Loader(servers.first().caller(), pace, terminal).load(input, copies.hash());
        var comparison = copies.settled(pace);
        var times = ApplyTimes.of(servers.second(), input.namespace());
        Report.copies(input, comparison).forEach(terminal::say);
        Report.speed(loaded, servers.second(), times, drains(runs, loaded)).forEach(terminal::say);
        if (!comparison.differences().isEmpty()) {
            throw new LocalRunException("copies of %s: not equal (expected: equal)".formatted(input.namespace()));
        }
    }

    /** Those that archived what was loaded. Their rows are there before their end is recorded. */
    private List<Runs.Run> drains(Runs runs, Loader.Loaded loaded) {
        var drains = new ArrayList<Runs.Run>();
        pace.until(RECORDED, LOOK, () -> {
            drains.addAll(runs.fresh());
            long written = drains.stream().mapToLong(Runs.Run::written).sum();
            return written >= loaded.settings() ? null : "drains: %d rows recorded".formatted(written);
        });
        return drains;
    }

    /** Until the run is over, which only an interruption or a server that does not come back brings about. */
    private void stay(LocalServers servers, Runs runs) {
        var trouble = "";
        while (true) {
            pace.pause(LOOK);
            servers.revive(pace, terminal);
            try {
                runs.fresh().forEach(run -> terminal.say(Report.drain(run)));
                trouble = "";
            } catch (LocalRunException e) {
                var now = String.valueOf(e.getMessage());
                if (!pace.isOver() && !now.equals(trouble)) {
                    terminal.say(now);
                }
                trouble = now;
            }
        }
    }

    /** What is not foreseen is told in full, but not on the console. */
    private static void explain(LocalSetup setup, RuntimeException unforeseen) {
        if (unforeseen instanceof LocalRunException) {
            return;
        }
        var log = setup.log("local-run");
        try {
            Files.createDirectories(log.getParent());
            try (var writer = new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8))) {
                unforeseen.printStackTrace(writer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("log " + log + ": not written", e);
        }
    }
}
