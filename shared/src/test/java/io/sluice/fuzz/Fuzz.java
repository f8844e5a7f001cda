package io.sluice.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Fuzzes every target for its share of the time, one after the other and each in a process of its own, and says how often
 * each was executed. Called by {@code mvn -Pfuzz verify}, with Jazzer on the class path.
 *
 * <p>For a target there are afterwards in the output folder: {@code fuzz.log}; {@code findings}, an input for each failure;
 * {@code inputs}, all that reached something new, from which the next run goes on. With no time to fuzz, it condenses those
 * instead: into {@code corpus} come few inputs that reach as much as the kept ones and the new ones together.
 */
final class Fuzz {
    private static final List<String> MODULES = List.of("shared", "api");
    private static final Pattern EXECUTIONS = Pattern.compile("stat::number_of_executed_units: +([0-9]+)");
    private static final Pattern SPEED = Pattern.compile("stat::average_exec_per_sec: +([0-9]+)");

    private final Path output;

    private Fuzz(Path output) {
        this.output = output;
    }

    /**
     * Runs.
     *
     * @param arguments folder of the project; folder for what is found; minutes for all together, 0 to condense; name of the
     *     target, or {@code all}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var targets = Target.in(Path.of(arguments[0]), MODULES);
        var known = targets.stream().map(Target::name).toList();
        var chosen = arguments[3];
        if (!chosen.equals("all")) {
            targets.removeIf(target -> !target.name().equals(chosen));
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "sluice.fuzz.target: %s (expected: all or one of %s)".formatted(chosen, known));
        }
        var share = Duration.ofSeconds(Math.round(60 * Double.parseDouble(arguments[2]) / targets.size()));
        var fuzz = new Fuzz(Path.of(arguments[1]));
        var lines = new ArrayList<String>();
        int failed = 0;
        for (var target : targets) {
            say("%s: for %d seconds".formatted(target.name(), share.toSeconds()));
            var outcome = share.isZero() ? fuzz.condense(target) : fuzz.run(target, share);
            failed += outcome.isGood() ? 0 : 1;
            lines.add(outcome.line(target));
        }
        lines.forEach(Fuzz::say);
        if (failed > 0) {
            throw new IllegalStateException("targets that failed: " + failed);
        }
    }

    /** What became of one target. */
    private record Outcome(long executions, long perSecond, boolean isGood, Path log) {
        String line(Target target) {
            var told = isGood ? (executions == 0 ? "condensed" : "nothing found") : "FAILED, see " + log;
            return String.format(
                    Locale.ROOT,
                    "%-16s %,12d executions, %,7d a second, %s",
                    target.name(),
                    executions,
                    perSecond,
                    told);
        }
    }

    private Outcome run(Target target, Duration share) throws IOException, InterruptedException {
        var findings = Files.createDirectories(folder(target).resolve("findings"));
        return jazzer(
                target,
                "fuzz.log",
                "--instrumentation_includes=io.sluice.**:tools.jackson.core.json.**",
                "-max_total_time=" + share.toSeconds(),
                "-timeout=20",
                "-max_len=4096",
                "-print_final_stats=1",
                "-artifact_prefix=" + findings + "/",
                "--reproducer_path=" + findings,
                inputs(target).toString(),
                target.corpus().toString());
    }

    private Outcome condense(Target target) throws IOException, InterruptedException {
        var corpus = Files.createDirectories(folder(target).resolve("corpus"));
        try (var old = Files.list(corpus)) {
            for (var file : old.toList()) {
                Files.delete(file);
            }
        }
        return jazzer(
                target,
                "condense.log",
                // What the JSON parser does is a help to find inputs, and no reason to keep them.
                "--instrumentation_includes=io.sluice.**",
                "-merge=1",
                "-set_cover_merge=1",
                "-use_counters=0",
                corpus.toString(),
                target.corpus().toString(),
                inputs(target).toString());
    }

    private Path folder(Target target) throws IOException {
        return Files.createDirectories(output.resolve(target.name()));
    }

    private Path inputs(Target target) throws IOException {
        return Files.createDirectories(folder(target).resolve("inputs"));
    }

    private Outcome jazzer(Target target, String logName, String... options) throws IOException, InterruptedException {
        var log = folder(target).resolve(logName);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--custom_hook_includes=io.sluice.**"));
        command.addAll(List.of(options));
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        var text = Files.readString(log);
        return new Outcome(number(EXECUTIONS, text), number(SPEED, text), exit == 0, log);
    }

    private static long number(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }
}
