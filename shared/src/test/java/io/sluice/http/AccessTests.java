package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

class AccessTests {
    private static final Caller RITA = new Caller("rita", Role.READER, null);
    private static final Caller EDDIE = new Caller("eddie", Role.EDITOR, null);

    private AuthenticationManager tokens = token -> {
        assertThat(token.getPrincipal()).isEqualTo("a-long-token");
        return new CallerAuthentication(EDDIE, null);
    };
    private final Access access = new Access(RITA, "a-long-token", request -> tokens.authenticate(request));

    @Test
    void renewWhenTheTokenIsGoodThenWhatItAllowsByNow() {
        assertThat(access.caller()).isEqualTo(RITA);
        assertThat(access.renew()).contains(EDDIE);
    }

    @Test
    void renewWhenTheTokenIsNoLongerGoodThenEmpty() {
        tokens = token -> {
            throw new InvalidBearerTokenException("withdrawn");
        };
        assertThat(access.renew()).isEmpty();
    }

    @Test
    void renewWhenNobodyCanBeAskedThenAsBefore() {
        tokens = token -> {
            throw new AuthenticationServiceException("away");
        };
        assertThat(access.renew()).contains(RITA);
    }

    @Test
    void toStringWhenShownThenWithoutTheToken() {
        assertThat(access.toString()).contains("rita").doesNotContain("a-long-token");
    }
}
