package io.sluice.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call. It only carries the text: the report of a failed binding shows values, and some of these are secret, so
 * {@link AccessTokens} does the checks.
 *
 * @param tokens the tokens that are accepted; there is none by default
 */
@ConfigurationProperties("sluice.access")
record AccessProperties(@DefaultValue List<Token> tokens) {
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
