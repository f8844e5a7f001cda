package io.sluice.watch;

import static org.awaitility.Awaitility.await;

import io.sluice.servers.LeashedProcess;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A subscriber in a process of its own, which writes snapshots twice a second, and can be killed. */
final class SubscriberProcess implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofMillis(250);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String RESYNCED = "resynced ";
    private static final String NOTHING = "nothing";

    private final LeashedProcess process;
    private final Path log;

    private SubscriberProcess(LeashedProcess process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one on these snapshots. */
    static SubscriberProcess start(RedisServer redis, Namespace namespace, Path snapshots) {
        return start(redis, namespace, snapshots, NOTHING);
    }

    /** Starts one that is killed the moment it receives a change of this setting, before anybody can read it. */
    static SubscriberProcess startThatDiesOf(
            SettingName fatal, RedisServer redis, Namespace namespace, Path snapshots) {
        return start(redis, namespace, snapshots, fatal.text());
    }

    private static SubscriberProcess start(RedisServer redis, Namespace namespace, Path snapshots, String fatal) {
        try {
            var log = Files.createTempFile(snapshots, "subscriber-", ".log");
            var command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SubscriberProcess.class.getName(),
                    redis.host(),
                    Integer.toString(redis.port()),
                    namespace.text(),
                    snapshots.toString(),
                    fatal);
            return new SubscriberProcess(LeashedProcess.start(command, snapshots, Map.of(), log), log);
        } catch (IOException e) {
            throw new UncheckedIOException("log in " + snapshots + ": not made", e);
        }
    }

    /** What it read first, which shows what it had: a delta behind the snapshot on disk, or the whole namespace. */
    String firstResync() {
        return await().atMost(SOON)
                .until(this::resyncs, lines -> !lines.isEmpty())
                .get(0);
    }

    private List<String> resyncs() {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(RESYNCED))
                    .map(line -> line.substring(RESYNCED.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("log " + log + ": not read", e);
        }
    }

    /** As {@code kill -9}; returns when it is gone. */
    void kill() {
        process.kill();
    }

    void awaitDeath() {
        await().atMost(SOON).until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        kill();
    }

    /** The process itself. */
    public static void main(String[] arguments) throws InterruptedException {
        Subscriber.at(arguments[0], Integer.parseInt(arguments[1]), new Namespace(arguments[2]))
                .heartbeat(HEARTBEAT)
                .snapshots(Path.of(arguments[3]))
                .telling(new Witness(arguments[4]))
                .start();
        new CountDownLatch(1).await();
    }

    /** Says what happens, and does not live to say one thing. */
    private record Witness(String fatal) implements WatchListener {
        @Override
        public void changed(Snapshot before, Snapshot after, Collection<SettingName> names) {
            if (names.contains(new SettingName(fatal))) {
                Runtime.getRuntime().halt(LeashedProcess.SIGNALLED + 9);
            }
        }

        @Override
        public void resynced(Namespace namespace, Kind kind, Cause cause, int entries, Duration took) {
            System.out.println(RESYNCED + kind + " " + entries);
        }
    }
}
