package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.servers.HandClock;
import io.sluice.setting.Namespace;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

class AccessTokensTests {
    private static final String SECRET = "correct-horse-battery";
    /** Of {@link #SECRET}, by {@code sha256sum}. */
    private static final String DIGEST = "62249369389075490555a758353aec61500c6218fa597252d52dc4bd0148f12d";

    @Test
    void authenticateWhenTheTokenIsKnownThenItsCaller() {
        var tokens = tokens(
                token("rita", "reader", SECRET, null, null), token("olga", "OPERATOR", "another-one", null, null));
        assertThat(caller(tokens, SECRET)).isEqualTo(new Caller("rita", Role.READER, null));
        assertThat(caller(tokens, "another-one")).isEqualTo(new Caller("olga", Role.OPERATOR, null));
    }

    @Test
    void authenticateWhenOnlyTheDigestIsConfiguredThenTheTokenIsKnown() {
        for (var digest : List.of(DIGEST, DIGEST.toUpperCase(Locale.ROOT))) {
            var tokens = tokens(token("rita", "reader", null, digest, null));
            assertThat(caller(tokens, SECRET).owner()).isEqualTo("rita");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "correct-horse-batter", "correct-horse-battery ", "CORRECT-HORSE-BATTERY", DIGEST})
    void authenticateWhenTheTokenIsNotKnownThenRefused(String token) {
        var tokens = tokens(token("rita", "reader", SECRET, null, null));
        assertThatThrownBy(() -> tokens.authenticate(new UsernamePasswordAuthenticationToken("rita", token)))
                .isInstanceOf(AuthenticationException.class);
        if (!token.isEmpty()) {
            assertThatThrownBy(() -> caller(tokens, token)).isInstanceOf(AuthenticationException.class);
        }
        assertThatThrownBy(() -> caller(tokens(), "any-token")).isInstanceOf(AuthenticationException.class);
    }

    @Test
    void authenticateWhenDoneThenTheTokenIsNotKept() {
        var authentication = tokens(token("rita", "reader", SECRET, null, null))
                .authenticate(new BearerTokenAuthenticationToken(SECRET));
        assertThat(authentication.toString()).doesNotContain(SECRET);
        assertThat(authentication.getCredentials()).isEqualTo("");
        assertThat(authentication.getName()).isEqualTo("rita");
    }

    @Test
    void authenticateWhenATokenExpiresThenOnlyItsSuccessorIsKnown() {
        var clock = new HandClock();
        var tokens = tokens(clock, expiring("token-of-2026", "2026-11-22T14:00:00+01:00"), expiring(SECRET, null));
        assertThat(caller(tokens, "token-of-2026").owner()).isEqualTo("rita");
        clock.advance(Duration.ofHours(1).minusNanos(1));
        assertThat(caller(tokens, "token-of-2026")).isEqualTo(caller(tokens, SECRET));
        clock.advance(Duration.ofNanos(1));
        assertThatThrownBy(() -> caller(tokens, "token-of-2026")).isInstanceOf(AuthenticationException.class);
        assertThat(caller(tokens, SECRET).owner()).isEqualTo("rita");
    }

    @Test
    void constructWhenNamespacesThenTheCallerIsConfined() {
        var tokens = tokens(token("eddie", "editor", SECRET, null, List.of("shop", "mine")));
        assertThat(caller(tokens, SECRET).namespaces()).isEqualTo(Set.of(new Namespace("shop"), new Namespace("mine")));
    }

    @Test
    void constructWhenWrongThenItSaysWhereAndNotWhatTheTokenIs() {
        assertRefused("[0].owner", token(null, "reader", SECRET, null, null));
        assertRefused("[0].owner", token(" ", "reader", SECRET, null, null));
        assertRefused("[0].owner", token("x".repeat(201), "reader", SECRET, null, null));
        assertRefused("[0].role", token("rita", null, SECRET, null, null));
        assertRefused("[0].role", token("rita", "admin", SECRET, null, null));
        assertRefused("[0]", token("rita", "reader", null, null, null));
        assertRefused("[0]", token("rita", "reader", SECRET, DIGEST, null));
        assertRefused("[0].token", token("rita", "reader", "", null, null));
        assertRefused("[0].token", token("rita", "reader", "short", null, null));
        assertRefused("[0].token", token("rita", "reader", SECRET + " ", null, null));
        assertRefused("[0].token", token("rita", "reader", SECRET + "ä", null, null));
        assertRefused("[0].sha256", token("rita", "reader", null, "abc", null));
        assertRefused("[0].sha256", token("rita", "reader", null, "ab", null));
        assertRefused("[0].sha256", token("rita", "reader", null, "g".repeat(64), null));
        assertRefused("[0].namespaces", token("rita", "reader", SECRET, null, List.of()));
        assertRefused("[0].namespaces", token("rita", "reader", SECRET, null, List.of("No Such Name")));
        assertRefused("[0].expires", expiring(SECRET, "tomorrow"));
        assertRefused("[0].expires", expiring(SECRET, "2027-01-31T00:00:00"));
        assertRefused(
                "[1]", token("rita", "reader", SECRET, null, null), token("olga", "operator", SECRET, null, null));
    }

    @Test
    void toStringWhenBoundFromPropertiesThenNoSecret() {
        var source = new MapConfigurationPropertySource(Map.of(
                "sluice.access.tokens[0].owner", "rita",
                "sluice.access.tokens[0].role", "reader",
                "sluice.access.tokens[0].token", SECRET,
                "sluice.access.tokens[1].owner", "olga",
                "sluice.access.tokens[1].sha256", DIGEST));
        var properties =
                new Binder(source).bind("sluice.access", AccessProperties.class).get();
        assertThat(properties.tokens()).hasSize(2);
        assertThat(properties.toString()).contains("rita", "olga").doesNotContain(SECRET, DIGEST);
    }

    private static void assertRefused(String where, AccessProperties.Token... tokens) {
        assertThatThrownBy(() -> tokens(tokens))
                .isInstanceOf(AccessException.class)
                .hasMessageStartingWith("sluice.access.tokens" + where + ": ")
                .hasMessageContaining("expected: ")
                .hasMessageNotContainingAny(SECRET, DIGEST, "short");
    }

    private static Caller caller(AccessTokens tokens, String token) {
        var authentication = tokens.authenticate(new BearerTokenAuthenticationToken(token));
        return (Caller) Objects.requireNonNull(authentication.getPrincipal());
    }

    private static AccessTokens tokens(AccessProperties.Token... tokens) {
        return tokens(new HandClock(), tokens);
    }

    private static AccessTokens tokens(HandClock clock, AccessProperties.Token... tokens) {
        return new AccessTokens(Configured.of(Arrays.asList(tokens)), clock);
    }

    private static AccessProperties.Token expiring(String token, @Nullable String expires) {
        return new AccessProperties.Token("rita", "reader", token, null, null, expires);
    }

    private static AccessProperties.Token token(
            @Nullable String owner,
            @Nullable String role,
            @Nullable String token,
            @Nullable String sha256,
            @Nullable List<String> namespaces) {
        return new AccessProperties.Token(owner, role, token, sha256, namespaces, null);
    }
}
