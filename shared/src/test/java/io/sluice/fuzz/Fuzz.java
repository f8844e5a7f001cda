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
 * {@code inputs}, all that reached something new, from which the next run goes on; {@code corpus}, few inputs that reach as
 * much as the kept ones and those together.
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
     * @param arguments folder of the project; folder for what is found; minutes for all together; name of the target, or
     *     {@code all}
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
        if (share.isZero() || share.isNegative()) {
            throw new IllegalArgumentException(
                    "sluice.fuzz.minutes: %s (expected: a second or more for each target)".formatted(arguments[2]));
        }
        var fuzz = new Fuzz(Path.of(arguments[1]));
        var lines = new ArrayList<String>();
        int failed = 0;
        for (var target : targets) {
            say("%s: for %d seconds".formatted(target.name(), share.toSeconds()));
            var outcome = fuzz.run(target, share);
            failed += outcome.isGood() ? 0 : 1;
            lines.add(outcome.line(target));
        }
        lines.forEach(Fuzz::say);
        if (failed > 0) {
            throw new IllegalStateException("targets with findings: " + failed);
        }
    }

    /** What became of one target. */
    private record Outcome(long executions, long perSecond, boolean isGood, Path folder) {
        String line(Target target) {
            return String.format(
                    Locale.ROOT,
                    "%-16s %,12d executions, %,7d a second, %s",
                    target.name(),
                    executions,
                    perSecond,
                    isGood ? "nothing found" : "FOUND something: see " + folder.resolve("fuzz.log"));
        }
    }

    private Outcome run(Target target, Duration share) throws IOException, InterruptedException {
        var folder = Files.createDirectories(output.resolve(target.name()));
        var inputs = Files.createDirectories(folder.resolve("inputs"));
        var findings = Files.createDirectories(folder.resolve("findings"));
        var log = folder.resolve("fuzz.log");
        int exit = jazzer(
                target,
                log,
                "-max_total_time=" + share.toSeconds(),
                "-timeout=10",
                "-max_len=4096",
                "-print_final_stats=1",
                "-artifact_prefix=" + findings + "/",
                "--reproducer_path=" + findings,
                inputs.toString(),
                target.corpus().toString());
        if (exit == 0) {
            var corpus = Files.createDirectories(folder.resolve("corpus"));
            try (var old = Files.list(corpus)) {
                for (var file : old.toList()) {
                    Files.delete(file);
                }
            }
            exit = jazzer(
                    target,
                    folder.resolve("merge.log"),
                    "-set_cover_merge=1",
                    "-use_counters=0",
                    corpus.toString(),
                    target.corpus().toString(),
                    inputs.toString());
        }
        var text = Files.readString(log);
        return new Outcome(number(EXECUTIONS, text), number(SPEED, text), exit == 0, folder);
    }

    private static int jazzer(Target target, Path log, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=io.sluice.**:tools.jackson.core.json.**",
                "--instrumentation_excludes=io.sluice.fuzz.**:**FuzzTests"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
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
