package io.sluice.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call. It only carries the text: the report of a failed binding shows values, and some of these are secret, so
 * {@link AccessTokens} does the checks.
 *
 * @param tokens the tokens that are accepted; there is none by default
 * @param file a file of more tokens, or a folder of such files, that is read again as it changes; none by default
 * @param reload how often it is looked at
 * @param failures wrong tokens a minute from one address after which no more are looked at; 0 for any number
 * @param oidc what the tokens of an OpenID provider are read for, if there is one
 */
@ConfigurationProperties("sluice.access")
record AccessProperties(
        @DefaultValue List<Token> tokens,
        @Nullable Path file,
        @DefaultValue("5s") Duration reload,
        @DefaultValue("10") int failures,
        @DefaultValue Oidc oidc) {
    /**
     * The claims of a token of an OpenID provider.
     *
     * @param rolesClaim holds reader, editor or operator, or a list with at least one of these
     * @param namespacesClaim holds a list of the only namespaces that it is good for; a token without it is good for all
     * @param ownerClaim holds the author of all that is written with it
     */
    record Oidc(
            @DefaultValue("sluice_roles") String rolesClaim,
            @DefaultValue("sluice_namespaces") String namespacesClaim,
            @DefaultValue("sub") String ownerClaim) {}

    /**
     * A token and what it allows.
     *
     * @param owner who holds it; the author of all that is written with it
     * @param role reader, editor or operator
     * @param token the token itself; either this or its digest
     * @param sha256 SHA-256 of the token, as 64 hexadecimal digits
     * @param namespaces the only ones that it is good for; absent for all
     * @param expires from when on it is refused, such as {@code 2027-01-31T00:00:00Z}; absent for never
     */
    record Token(
            @Nullable String owner,
            @Nullable String role,
            @Nullable String token,
            @Nullable String sha256,
            @Nullable List<String> namespaces,
            @Nullable String expires) {
        @Override
        public String toString() {
            return "Token[owner=%s, role=%s, namespaces=%s, expires=%s]".formatted(owner, role, namespaces, expires);
        }
    }
}
