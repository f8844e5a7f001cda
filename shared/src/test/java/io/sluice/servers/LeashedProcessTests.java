package io.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a POSIX shell, and {@code sleep}. */
class LeashedProcessTests {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final List<String> LONG_SLEEP = List.of("sleep", "300");

    @TempDir
    Path folder;

    @Test
    void startWhenCommandIsUnknownThenCodeIs127AndTheLogSaysSo() throws Exception {
        LeashedProcess process = start("no-such-command-here");

        assertThat(process.onExit().get(10, TimeUnit.SECONDS)).isEqualTo(127);
        assertThat(process.logTail()).contains("no-such-command-here");
    }

    @Test
    void startWhenEnvironmentAndFolderAreGivenThenTheCommandSeesThem() throws Exception {
        LeashedProcess process = LeashedProcess.start(
                List.of("sh", "-c", "echo $WORD; pwd; cat; exit 7"),
                folder,
                Map.of("WORD", "sluice"),
                folder.resolve("logs/out"));

        assertThat(process.onExit().get(10, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(process.logTail().lines())
                .containsExactly("sluice", folder.toRealPath().toString());
    }

    @Test
    void startWhenCommandIsEmptyThenRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> start());
    }

    @Test
    void stopWhenTheChildObeysThenItEndsByTerm() {
        LeashedProcess process = start("sh", "-c", "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        Deadline.await("trap set", SOON, () -> process.logTail().contains("ready"));

        assertThat(process.stop(SOON)).isEqualTo(3);
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void stopWhenTheChildIgnoresTermThenItIsKilledAfterTheGrace() {
        LeashedProcess process = start("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done");
        Deadline.await("trap set", SOON, () -> process.logTail().contains("ready"));

        assertThat(process.stop(Duration.ofMillis(500))).isEqualTo(LeashedProcess.SIGNALLED + 9);
    }

    @Test
    void stopWhenTheChildIsPausedThenItEndsByTerm() {
        LeashedProcess process = start("sleep", "300");
        process.pause();

        assertThat(process.stop(SOON)).isEqualTo(LeashedProcess.SIGNALLED + 15);
    }

    @Test
    void stopWhenTheChildHasEndedThenItsCodeIsTheAnswerAgain() throws Exception {
        LeashedProcess process = start("sh", "-c", "exit 5");
        process.onExit().get(10, TimeUnit.SECONDS);

        assertThat(process.stop(SOON)).isEqualTo(5);
        assertThat(process.stop(SOON)).isEqualTo(5);
    }

    @Test
    void killWhenTheChildRunsThenOnlyItIsHitAndNothingIsLeft() {
        Set<ProcessHandle> before = ProcessHandle.current().descendants().collect(Collectors.toSet());
        LeashedProcess process = start("sleep", "300");
        ProcessHandle child = ProcessHandle.of(process.pid()).orElseThrow();
        Deadline.await(
                "is the command", SOON, () -> child.info().command().orElse("").endsWith("sleep"));
        List<ProcessHandle> ours = ProcessHandle.current()
                .descendants()
                .filter(handle -> !before.contains(handle))
                .toList();
        assertThat(ours).contains(child);

        process.kill();

        assertThat(process.isAlive()).isFalse();
        assertThat(process.onExit()).succeedsWithin(SOON).isEqualTo(LeashedProcess.SIGNALLED + 9);
        Deadline.await("nothing left", SOON, () -> ours.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void pauseWhenResumedThenTheChildGoesOn() {
        LeashedProcess process = start("sh", "-c", "while :; do echo tick; sleep 0.02; done");
        Deadline.await("ticking", SOON, () -> size() > 0);

        process.pause();
        long paused = size();
        assertThat(process.isAlive()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> Deadline.await("ticking", Duration.ofMillis(200), () -> size() > paused));
        process.resume();

        Deadline.await("ticking again", SOON, () -> size() > paused);
        process.kill();
    }

    @Test
    void leashWhenTheHoldersJvmIsKilledThenTheChildEnds() throws Exception {
        LeashedProcess holder = LeashedProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString()),
                Path.of("").toAbsolutePath(),
                Map.of(),
                folder.resolve("holder.log"));
        Path pidFile = folder.resolve("pid");
        Deadline.await("child started", SOON, () -> Files.exists(pidFile));
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();
        assertThat(child.isAlive()).isTrue();

        holder.kill();

        Deadline.await("child ended", SOON, () -> !child.isAlive());
    }

    private LeashedProcess start(String... command) {
        return LeashedProcess.start(List.of(command), folder, Map.of(), folder.resolve("log"));
    }

    private long size() {
        return folder.resolve("log").toFile().length();
    }

    /** The JVM that is killed: holds a child on a leash and stays. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            LeashedProcess child = LeashedProcess.start(LONG_SLEEP, folder, Map.of(), folder.resolve("child.log"));
            Files.writeString(folder.resolve("pid.part"), Long.toString(child.pid()));
            Files.move(folder.resolve("pid.part"), folder.resolve("pid"));
            child.onExit().join();
        }
    }
}
