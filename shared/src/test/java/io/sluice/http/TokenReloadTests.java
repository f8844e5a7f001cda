package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.servers.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

class TokenReloadTests {
    private static final String YAML = """
            sluice:
              access:
                tokens:
                  - owner: %s
                    role: reader
                    token: %s
            """;
    private static final String OLD = "token-of-last-year";
    private static final String NEW = "token-of-this-year";

    private final HandClock clock = new HandClock();
    private final AccessTokens tokens = new AccessTokens(Configured.of(List.of()), clock);

    @TempDir
    private Path folder;

    @Test
    void fileWhenReplacedByRenamingThenItsTokensCountAndTheFormerDoNot() throws IOException {
        var file = write("tokens.yaml", YAML.formatted("rita", OLD));
        try (var reload = reload(file)) {
            assertThat(isKnown(OLD)).isTrue();
            var aside = write("aside", YAML.formatted("rita", NEW));
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> isKnown(NEW));
            assertThat(isKnown(OLD)).isFalse();
            assertThat(reload.health().getDetails()).containsEntry("tokens", 1).doesNotContainKey("refused");
        }
    }

    @Test
    void fileWhenItHasTwoTokensOfOneOwnerThenBothCount() throws IOException {
        var file = write("tokens.properties", """
                sluice.access.tokens[0].owner=rita
                sluice.access.tokens[0].role=editor
                sluice.access.tokens[0].token=token-of-last-year
                sluice.access.tokens[1].owner=rita
                sluice.access.tokens[1].role=editor
                sluice.access.tokens[1].sha256=%s
                """.formatted(TokenSet.sha256(NEW)));
        try (var reload = reload(file)) {
            assertThat(isKnown(OLD)).isTrue();
            assertThat(isKnown(NEW)).isTrue();
            assertThat(reload.health().getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void folderWhenAMountedSecretIsLinkedAnewThenItsTokensCount() throws IOException {
        var mount = Files.createDirectory(folder.resolve("mount"));
        var first = Files.createDirectory(mount.resolve("..2026_01"));
        var second = Files.createDirectory(mount.resolve("..2026_02"));
        Files.writeString(first.resolve("readers.yaml"), YAML.formatted("rita", OLD));
        Files.writeString(second.resolve("readers.yaml"), YAML.formatted("rita", NEW));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(mount.resolve("readers.yaml"), Path.of("..data", "readers.yaml"));
        try (var reload = reload(mount)) {
            assertThat(isKnown(OLD)).isTrue();
            var link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_02"));
            Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            await().until(() -> isKnown(NEW));
            assertThat(isKnown(OLD)).isFalse();
            assertThat(reload.health().getDetails()).containsEntry("tokens", 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sluice.access.tokens: []",
                "sluice: {access: {tokens: [{owner: rita, role: king, token: secret-of-rita}]}}",
                "sluice: {access: {tokens: [{owner: rita, role: reader, token: secret-of-rita, expire: never}]}}",
                "sluice: {access: {tokens: [{owner: rita, role: reader, token: 'secret of rita'}]}}",
                "sluice: {access: {tokens: secret-of-rita}}",
                "sluice: [secret-of-rita",
                "\t- : secret-of-rita"
            })
    void fileWhenItIsBadThenTheFormerTokensStayAndItIsTold(String bad) throws IOException {
        var file = write("tokens.yaml", YAML.formatted("rita", OLD));
        var registry = new SimpleMeterRegistry();
        try (var reload = reload(file)) {
            reload.bindTo(registry);
            assertThat(registry.get("sluice.access.file.refused").gauge().value())
                    .isZero();
            Files.writeString(file, bad);
            await().until(() -> reload.health().getDetails().containsKey("refused"));
            assertThat(reload.health().getStatus()).isEqualTo(Status.UP);
            assertThat(reload.health().getDetails().toString()).doesNotContain("secret");
            assertThat(registry.get("sluice.access.file.refused").gauge().value())
                    .isOne();
            assertThat(isKnown(OLD)).isTrue();
            Files.writeString(file, YAML.formatted("rita", NEW));
            await().until(() -> isKnown(NEW));
            assertThat(reload.health().getDetails()).doesNotContainKey("refused");
        }
    }

    @Test
    void fileWhenItVanishesThenTheFormerTokensStay() throws IOException {
        var file = write("tokens.yaml", YAML.formatted("rita", OLD));
        try (var reload = reload(file)) {
            Files.delete(file);
            await().until(() -> reload.health().getDetails().containsKey("refused"));
            assertThat(isKnown(OLD)).isTrue();
        }
    }

    @Test
    void startWhenTheFileIsBadThenRefusedWithoutAToken() throws IOException {
        var file = write("tokens.yaml", "sluice: {access: {tokens: [{owner: rita, token: secret-of-rita}]}}");
        assertThatExceptionOfType(AccessException.class)
                .isThrownBy(() -> reload(file))
                .withMessageContaining("tokens.yaml")
                .withMessageContaining("[0].role")
                .withMessageNotContaining("secret");
        assertThatExceptionOfType(AccessException.class).isThrownBy(() -> reload(folder.resolve("none.yaml")));
    }

    private TokenReload reload(Path path) {
        return new TokenReload(new TokenFile(path), tokens, Duration.ofMillis(20), clock);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private boolean isKnown(String token) {
        try {
            return tokens.authenticate(new BearerTokenAuthenticationToken(token))
                    .isAuthenticated();
        } catch (AuthenticationException e) {
            return false;
        }
    }
}
