package io.sluice.http;

import java.time.Clock;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** The tokens that are accepted: those of the configuration, and those of the file as it is now. Thread-safe. */
final class AccessTokens implements AuthenticationManager {
    private final TokenSet configured;
    private final Clock clock;

    private volatile TokenSet filed = TokenSet.none();

    /**
     * Takes what was configured.
     *
     * @param clock by which tokens expire
     * @throws AccessException naming the property that is wrong, never a token
     */
    AccessTokens(AccessProperties properties, Clock clock) {
        configured = TokenSet.of("sluice.access.tokens", properties.tokens());
        this.clock = clock;
    }

    /** Takes these from now on in the place of those that the file held before. */
    void take(TokenSet tokens) {
        filed = tokens;
    }

    /** How many there are, expired ones included. */
    int size() {
        return configured.size() + filed.size();
    }

    @Override
    public Authentication authenticate(Authentication request) {
        var token = request instanceof BearerTokenAuthenticationToken bearer ? bearer.getToken() : "";
        var now = clock.instant();
        var holder = configured.find(token, now);
        if (holder == null) {
            holder = filed.find(token, now);
        }
        if (holder == null) {
            throw new InvalidBearerTokenException("The token is not known, or not any more");
        }
        return holder;
    }
}
