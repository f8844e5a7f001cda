package io.sluice.http;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Takes Sluice's own tokens, and those of the OpenID provider where there is one. */
record AnyToken(AccessTokens own, @Nullable OidcTokens oidc) implements AuthenticationManager {
    @Override
    public Authentication authenticate(Authentication request) {
        try {
            return own.authenticate(request);
        } catch (InvalidBearerTokenException e) {
            if (oidc == null || !isSigned(request)) {
                throw e;
            }
            return oidc.authenticate(request);
        }
    }

    /** Whether it has the parts of a signed token: the provider need not be asked of any other. */
    private static boolean isSigned(Authentication request) {
        return request instanceof BearerTokenAuthenticationToken bearer
                && bearer.getToken().chars().filter(c -> c == '.').count() == 2;
    }
}
