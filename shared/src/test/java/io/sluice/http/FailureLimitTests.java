package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

class FailureLimitTests {
    private static final String RIGHT = "right-token";

    private final AtomicLong nanos = new AtomicLong();
    private final FailureLimit limit = limit(3);

    @Test
    void authenticateWhenTooManyWrongOnesThenNoneIsLookedAtUntilAMinuteIsOver() {
        for (int i = 0; i < 3; i++) {
            assertThat(attempt("192.0.2.1", "wrong")).isInstanceOf(InvalidBearerTokenException.class);
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        }
        for (var token : List.of("wrong", RIGHT)) {
            assertThat(attempt("192.0.2.1", token))
                    .isInstanceOfSatisfying(
                            TooManyFailuresException.class,
                            refusal -> assertThat(refusal.seconds()).isEqualTo(45));
        }
        nanos.addAndGet(Duration.ofSeconds(45).toNanos());
        assertThat(attempt("192.0.2.1", RIGHT)).isNull();
    }

    @Test
    void authenticateWhenOthersGuessThenNobodyElseIsHindered() {
        for (int i = 0; i < 10; i++) {
            attempt("192.0.2.1", "wrong");
        }
        assertThat(attempt("192.0.2.2", RIGHT)).isNull();
        assertThat(attempt("192.0.2.2", "wrong")).isInstanceOf(InvalidBearerTokenException.class);
    }

    @Test
    void authenticateWhenAddressesAreOfOneIpv6NetworkThenTheyCountAsOne() {
        for (int i = 0; i < 3; i++) {
            attempt("2001:db8:0:1::" + i, "wrong");
        }
        assertThat(attempt("2001:db8:0:1:ffff::9", RIGHT)).isInstanceOf(TooManyFailuresException.class);
        assertThat(attempt("2001:db8:0:2::1", RIGHT)).isNull();
    }

    @Test
    void authenticateWhenTheTokensAreRightThenAnyNumber() {
        for (int i = 0; i < 100; i++) {
            assertThat(attempt("192.0.2.1", RIGHT)).isNull();
        }
    }

    @Test
    void authenticateWhenTheProviderIsAwayThenNotCounted() {
        for (int i = 0; i < 10; i++) {
            assertThat(attempt("192.0.2.1", "unknowable")).isInstanceOf(AuthenticationServiceException.class);
        }
        assertThat(attempt("192.0.2.1", RIGHT)).isNull();
    }

    @Test
    void authenticateWhenThereIsNoLimitThenAnyNumberOfWrongOnes() {
        var unlimited = limit(0);
        for (int i = 0; i < 100; i++) {
            assertThatExceptionOfType(InvalidBearerTokenException.class)
                    .isThrownBy(() -> unlimited.authenticate(request("192.0.2.1", "wrong")));
        }
    }

    @Test
    void bindToWhenTokensWereWrongThenBothKindsAreCounted() {
        var registry = new SimpleMeterRegistry();
        limit.bindTo(registry);
        for (int i = 0; i < 5; i++) {
            attempt("192.0.2.1", "wrong");
        }
        var counters = registry.get("sluice.access.failures");
        assertThat(counters.tag("reason", "token").functionCounter().count()).isEqualTo(3);
        assertThat(registry.get("sluice.access.failures")
                        .tag("reason", "limit")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
    }

    private FailureLimit limit(int failures) {
        return new FailureLimit(FailureLimitTests::judge, failures, nanos::get);
    }

    private static Authentication judge(Authentication request) {
        var token = ((BearerTokenAuthenticationToken) request).getToken();
        if (token.equals("unknowable")) {
            throw new AuthenticationServiceException("away");
        }
        if (!token.equals(RIGHT)) {
            throw new InvalidBearerTokenException("wrong");
        }
        return new CallerAuthentication(new Caller("rita", Role.READER, null), null);
    }

    private @Nullable Throwable attempt(String address, String token) {
        return catchThrowable(() -> limit.authenticate(request(address, token)));
    }

    private static Authentication request(String address, String token) {
        var request = new BearerTokenAuthenticationToken(token);
        request.setDetails(new WebAuthenticationDetails(address, null));
        return request;
    }
}
