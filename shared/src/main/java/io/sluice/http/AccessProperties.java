package io.sluice.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call. It only carries the text: the report of a failed binding shows values, and some of these are secret, so
 * {@link AccessTokens} does the checks.
 *
 * @param tokens the tokens that are accepted, each with what it allows
 * @param file a file of more tokens, or a folder of such files, that is read again as it changes
 * @param reload how often the file is looked at
 * @param failures wrong tokens from one address, in the minute since the first of them, after which no token from there is
 *     looked at for the rest of that minute; 0 for any number
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
     * @param rolesClaim the claim with the role, or a list with one; of several the highest counts
     * @param namespacesClaim the claim with a list of the only namespaces; a token without it is good for all
     * @param ownerClaim the claim with the author of what is written
     */
    record Oidc(
            @DefaultValue("sluice_roles") String rolesClaim,
            @DefaultValue("sluice_namespaces") String namespacesClaim,
            @DefaultValue("sub") String ownerClaim) {}

    /**
     * A token and what it allows.
     *
     * @param owner who holds the token; the author of what is written with it
     * @param role {@code reader}, {@code editor} or {@code operator}; each may what the one before may
     * @param token the token itself, 8 characters or more; either this or its digest
     * @param sha256 SHA-256 of the token, as 64 hexadecimal digits
     * @param namespaces the only namespaces that the token is good for; all if not given
     * @param expires from when on the token is refused, such as {@code 2027-01-31T00:00:00Z}; never if not given
     */
    @ConfigurationPropertiesSource
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
