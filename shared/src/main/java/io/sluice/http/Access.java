package io.sluice.http;

import java.util.Optional;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * What the token of a request allows, for requests that last: tokens expire and are withdrawn meanwhile. A controller that
 * declares a parameter of this type gets that of the request at hand. It keeps the token, so it lives as long as the request
 * and no longer, and never shows it. Thread-safe.
 */
public final class Access {
    private final Caller caller;
    private final String token;
    private final AuthenticationManager tokens;

    Access(Caller caller, String token, AuthenticationManager tokens) {
        this.caller = caller;
        this.token = token;
        this.tokens = tokens;
    }

    /** Who made the request, with what the token allowed then. */
    public Caller caller() {
        return caller;
    }

    /** Who makes it, with what the token allows now; empty once it is no longer good. */
    public Optional<Caller> renew() {
        try {
            return tokens.authenticate(new BearerTokenAuthenticationToken(token))
                            instanceof CallerAuthentication authentication
                    ? Optional.of(authentication.getPrincipal())
                    : Optional.empty();
        } catch (AuthenticationServiceException e) {
            // Whoever knows the token cannot be asked now, which is not the token's fault.
            return Optional.of(caller);
        } catch (AuthenticationException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Access[" + caller + "]";
    }
}
