package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.servers.RedisServer;
import io.sluice.servers.SelfSigned;
import io.sluice.servers.TcpProxy;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/** What holds of the feed holds by TLS too, and with nobody who is not believed. */
class RedisTlsIT extends FeedContract {
    private static final RedisServer REDIS = RedisServer.shared();

    @TempDir
    private static Path folder;

    private static @Nullable SelfSigned certificate;
    private static @Nullable TcpProxy redis;
    private static @Nullable RedisStore store;

    @BeforeAll
    static void speakTls() {
        certificate = SelfSigned.make(folder, "ip:127.0.0.1");
        redis = TcpProxy.encrypting(REDIS, certificate);
        store = encrypted(redis.host(), redis.port(), certificate);
    }

    @AfterAll
    static void close() {
        store().close();
        redis().close();
    }

    @Override
    protected Feed feed() {
        return store().feed();
    }

    @Override
    protected SettingStore settings() {
        return store().settings();
    }

    @Override
    protected FragileFeed fragileFeed() {
        var proxy = TcpProxy.encrypting(REDIS, certificate());
        return new ProxiedFeed(proxy, encrypted(proxy.host(), proxy.port(), certificate()));
    }

    @Test
    void headWhenTheCertificateIsNotOneThatIsBelievedThenFailsAndSaysThatItIsTls() {
        var other = SelfSigned.make(folder, "dns:redis");
        assertFails(redis().host(), redis().port(), other, "TLS failed: unable to find valid certification path");
    }

    @Test
    void headWhenTheCertificateIsOfAnotherHostThenFailsAndNamesIt() {
        var certificate = SelfSigned.make(folder, "dns:elsewhere");
        try (var elsewhere = TcpProxy.encrypting(REDIS, certificate)) {
            assertFails(elsewhere.host(), elsewhere.port(), certificate, "TLS failed: No subject alternative names");
        }
    }

    private static void assertFails(String host, int port, SelfSigned believed, String why) {
        try (var store = encrypted(host, port, believed)) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.feed().head(newNamespace()))
                    .withMessageStartingWith("Redis does not answer: " + why)
                    .returns(Reason.UNREACHABLE, StoreException::reason)
                    .returns(Outcome.NOT_DONE, StoreException::outcome);
        }
    }

    private static RedisStore encrypted(String host, int port, SelfSigned believed) {
        return new RedisStore(
                new RedisStandaloneConfiguration(host, port),
                new Tls.On(believed.keys(), believed.trust()),
                Duration.ofSeconds(2),
                StoreLimits.standard(),
                Clock.systemUTC());
    }

    private static SelfSigned certificate() {
        return Objects.requireNonNull(certificate);
    }

    private static TcpProxy redis() {
        return Objects.requireNonNull(redis);
    }

    private static RedisStore store() {
        return Objects.requireNonNull(store);
    }
}
