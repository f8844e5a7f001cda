package io.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("servers")
class RedisServerIT {

    @Test
    void launchWhenNothingIsGivenThenItKeepsWhatIsWrittenAndEvictsNothing() {
        try (RedisServer redis = RedisServer.launch()) {
            assertThat(redis.command("CONFIG", "GET", "appendonly")).isEqualTo(List.of("appendonly", "yes"));
            assertThat(redis.command("CONFIG", "GET", "maxmemory-policy"))
                    .isEqualTo(List.of("maxmemory-policy", "noeviction"));
        }
    }

    @Test
    void launchWhenSettingIsGivenThenItHolds() {
        try (RedisServer redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "always"))) {
            assertThat(redis.command("CONFIG", "GET", "appendfsync")).isEqualTo(List.of("appendfsync", "always"));
        }
    }

    @Test
    void launchWhenSettingIsWrongThenTheLogIsInTheMessage() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.launch(RedisSetup.temporary().with("no-such-setting", "1")))
                .withMessageContaining("no-such-setting");
    }

    @Test
    void startWhenStoppedOrKilledThenSamePortAndData() {
        try (RedisServer redis = RedisServer.launch()) {
            int port = redis.port();
            redis.command("SET", "a", "1");
            redis.restart();
            redis.command("SET", "b", "2");
            redis.kill();
            assertThat(Ports.isFree(port)).isTrue();
            redis.start();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.command("MGET", "a", "b", "c")).isEqualTo(Arrays.asList("1", "2", null));
        }
    }

    @Test
    void restartEmptyWhenDataWasThereThenNoneIs() {
        try (RedisServer redis = RedisServer.launch()) {
            redis.command("SET", "a", "1");
            redis.restartEmpty();
            assertThat(redis.command("DBSIZE")).isEqualTo(0L);
        }
    }

    @Test
    void pauseWhenResumedThenTheReplyComesAfterwards() throws Exception {
        try (RedisServer redis = RedisServer.launch()) {
            redis.pause();
            CompletableFuture<Object> reply = CompletableFuture.supplyAsync(() -> redis.command("PING"));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> reply.get(300, TimeUnit.MILLISECONDS));
            redis.resume();
            assertThat(reply.get(5, TimeUnit.SECONDS)).isEqualTo("PONG");
        }
    }

    @Test
    void launchWhenFolderIsGivenThenTheNextServerHasItsData(@TempDir Path folder) {
        RedisSetup setup = RedisSetup.lasting(Ports.free(), folder);
        try (RedisServer first = RedisServer.launch(setup)) {
            first.command("SET", "a", "1");
        }
        assertThat(folder.resolve("data/appendonlydir")).isNotEmptyDirectory();
        try (RedisServer second = RedisServer.launch(setup)) {
            assertThat(second.command("GET", "a")).isEqualTo("1");
        }
    }

    @Test
    void closeWhenDataIsTemporaryThenNothingIsLeft() {
        RedisServer redis = RedisServer.launch();
        redis.close();
        assertThat(Files.exists(redis.data())).isFalse();
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> redis.command("PING"));
    }

    @Test
    void commandWhenRefusedThenTheServersWordsAreInTheMessage() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.shared().command("NOSUCH"))
                .withMessageContaining("unknown command");
    }

    @Test
    void proxyWhenCutAndPassedThenTheServerIsReachableAgain() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(RedisServer.shared())) {
            assertThat(Resp.call(proxy.host(), proxy.port(), "PING")).isEqualTo("PONG");
            proxy.cut();
            assertThatIOException().isThrownBy(() -> Resp.call(proxy.host(), proxy.port(), "PING"));
            proxy.pass();
            assertThat(Resp.call(proxy.host(), proxy.port(), "PING")).isEqualTo("PONG");
        }
    }
}
