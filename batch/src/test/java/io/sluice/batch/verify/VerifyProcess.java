package io.sluice.batch.verify;

import io.sluice.batch.SluiceBatch;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.LeashedProcess;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Namespace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** One verify in a process of its own, whose heap is limited. */
final class VerifyProcess {
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final String RESULT = "result: ";

    private VerifyProcess() {}

    /**
     * Carries one out.
     *
     * @param heap of the process, in MiB
     * @return what the process said of the run
     */
    static String run(RedisServer redis, String jdbcUrl, Namespace namespace, int heap, Path folder) throws Exception {
        var log = folder.resolve("verify.log");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                VerifyProcess.class.getName(),
                namespace.text(),
                "--server.port=0",
                "--sluice.restore.every=0s",
                "--spring.quartz.auto-startup=false",
                "--spring.data.redis.host=" + redis.host(),
                "--spring.data.redis.port=" + redis.port(),
                "--spring.data.redis.username=" + RedisUsers.BATCH,
                "--spring.data.redis.password=" + RedisUsers.password(RedisUsers.BATCH),
                "--spring.datasource.url=" + jdbcUrl,
                "--spring.datasource.username=" + DatabaseServer.shared().user(),
                "--spring.datasource.password=" + DatabaseServer.shared().password()));
        try (var process = LeashedProcess.start(command, folder, Map.of(), log)) {
            int code = process.onExit().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            return result(log, code);
        }
    }

    private static String result(Path log, int code) throws IOException {
        var said = Files.readString(log);
        return said.lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> line.substring(RESULT.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("verify: exit code %d%n%s".formatted(code, said)));
    }

    /** The process: the namespace, then properties. */
    public static void main(String... arguments) throws InterruptedException {
        var properties = List.of(arguments).subList(1, arguments.length).toArray(String[]::new);
        try (var context = new SpringApplicationBuilder(SluiceBatch.class).run(properties)) {
            var runs = context.getBean(Runs.class);
            long began = System.nanoTime();
            var admission = runs.start(
                    new RunRequest("verify", RunScope.of(arguments[0]), new Trigger(Trigger.Kind.OPERATOR, "olga")));
            System.out.println(RESULT + text(runs.await(admission.run(), LONGEST)));
            System.out.printf(
                    "%d s, peak of the heap %d MiB%n",
                    Duration.ofNanos(System.nanoTime() - began).toSeconds(), peak());
        }
    }

    static String text(Run run) {
        return "%s, read %d of %d, found %s"
                .formatted(run.status(), run.counts().read(), run.total(), new TreeMap<>(run.found()));
    }

    /** Garbage included. */
    private static long peak() {
        long bytes = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        return bytes / (1024 * 1024);
    }
}
