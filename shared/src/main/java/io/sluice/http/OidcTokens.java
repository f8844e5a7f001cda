package io.sluice.http;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Tokens of an OpenID provider: signed by it, meant for Sluice, and with claims that say who may do what. */
final class OidcTokens implements AuthenticationManager {
    private static final Logger LOG = LoggerFactory.getLogger(OidcTokens.class);

    private final JwtDecoder decoder;
    private final AccessProperties.Oidc claims;

    OidcTokens(JwtDecoder decoder, AccessProperties.Oidc claims) {
        this.decoder = decoder;
        this.claims = claims;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        if (request instanceof BearerTokenAuthenticationToken bearer) {
            var token = decode(bearer.getToken());
            return new CallerAuthentication(caller(token), token.getExpiresAt());
        }
        throw new InvalidBearerTokenException("No bearer token");
    }

    private Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            LOG.debug("A token is not accepted", e);
            throw new InvalidBearerTokenException("The token is not accepted", e);
        } catch (RuntimeException e) {
            // The keys cannot be had, or not the provider's description of itself: there are exceptions of several
            // kinds.
            LOG.warn("The OpenID provider cannot be asked: {}", e.getMessage());
            throw new AuthenticationServiceException("The OpenID provider cannot be asked", e);
        }
    }

    private Caller caller(Jwt token) {
        var owner = token.getClaims().get(claims.ownerClaim()) instanceof String text ? text.strip() : "";
        if (!Caller.isOwner(owner)) {
            throw new InvalidBearerTokenException("The token names no owner");
        }
        var role = Arrays.stream(Role.values())
                .filter(candidate -> texts(token, claims.rolesClaim()).contains(candidate.word()))
                .max(Role::compareTo)
                .orElseThrow(() -> new OAuth2AuthenticationException(
                        BearerTokenErrors.insufficientScope("No role", claims.rolesClaim())));
        return new Caller(owner, role, namespaces(token));
    }

    /** All of them only where the token does not speak of namespaces. */
    private @Nullable Set<Namespace> namespaces(Jwt token) {
        if (!token.hasClaim(claims.namespacesClaim())) {
            return null;
        }
        try {
            return texts(token, claims.namespacesClaim()).stream()
                    .map(Namespace::new)
                    .collect(Collectors.toSet());
        } catch (InvalidInputException e) {
            throw new InvalidBearerTokenException("The token names what is no namespace", e);
        }
    }

    private static List<String> texts(Jwt token, String claim) {
        Object value = token.getClaims().get(claim);
        if (value instanceof String text) {
            return List.of(text.strip().split("\\s+"));
        }
        return value instanceof Collection<?> values
                ? values.stream().map(Objects::toString).toList()
                : List.of();
    }
}
