package io.sluice.http;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** The tokens that are accepted, kept only as SHA-256 digests and compared in constant time. Thread-safe. */
final class AccessTokens implements AuthenticationManager {
    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);
    private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9-._~+/]+=*");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int SHORTEST = 8;
    private static final int LONGEST_OWNER = 200;

    private final List<Known> known;
    private final Clock clock;

    /** A digest in lower-case hexadecimal, and whom it stands for. */
    private record Known(String digest, Caller caller, Instant expires) {}

    /**
     * Takes what was configured.
     *
     * @param clock by which tokens expire
     * @throws AccessException naming the property that is wrong, never a token
     */
    AccessTokens(AccessProperties properties, Clock clock) {
        var read = new ArrayList<Known>();
        for (var token : properties.tokens()) {
            var where = "sluice.access.tokens[" + read.size() + "]";
            var digest = digest(where, token);
            if (read.stream().anyMatch(other -> other.digest.equals(digest))) {
                throw wrong(where, "the same token as another one", "each token once");
            }
            var caller = new Caller(owner(where, token), role(where, token), namespaces(where, token));
            read.add(new Known(digest, caller, expires(where, token)));
        }
        if (read.isEmpty()) {
            LOG.warn("No token is configured in sluice.access.tokens: nobody but health checks can call");
        }
        known = List.copyOf(read);
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        var digest = request instanceof BearerTokenAuthenticationToken bearer ? sha256(bearer.getToken()) : "";
        Known holder = null;
        // All of them, so that the time tells nothing about which one it was.
        for (var candidate : known) {
            if (MessageDigest.isEqual(bytes(candidate.digest), bytes(digest))) {
                holder = candidate;
            }
        }
        if (holder == null || !clock.instant().isBefore(holder.expires)) {
            throw new InvalidBearerTokenException("The token is not known, or not any more");
        }
        return new CallerAuthentication(holder.caller);
    }

    private static String digest(String where, AccessProperties.Token token) {
        var secret = token.token();
        var hex = token.sha256();
        if (secret != null && hex == null) {
            if (secret.length() < SHORTEST || !TOKEN.matcher(secret).matches()) {
                throw wrong(where + ".token", "not shown", "at least " + SHORTEST + " of a-z A-Z 0-9 - . _ ~ + /");
            }
            return sha256(secret);
        }
        if (hex == null || secret != null) {
            throw wrong(where, hex == null ? "neither token nor sha256" : "token and sha256", "one of the two");
        }
        var digest = hex.strip().toLowerCase(Locale.ROOT);
        if (!DIGEST.matcher(digest).matches()) {
            throw wrong(where + ".sha256", "not shown", "64 hexadecimal digits");
        }
        return digest;
    }

    private static String owner(String where, AccessProperties.Token token) {
        var owner = token.owner();
        if (owner == null || owner.isBlank() || owner.length() > LONGEST_OWNER) {
            throw wrong(where + ".owner", String.valueOf(owner), "1 to " + LONGEST_OWNER + " characters");
        }
        return owner.strip();
    }

    private static Role role(String where, AccessProperties.Token token) {
        for (var role : Role.values()) {
            if (role.name().equalsIgnoreCase(token.role())) {
                return role;
            }
        }
        var words = Arrays.stream(Role.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw wrong(where + ".role", String.valueOf(token.role()), "one of " + words);
    }

    private static @Nullable Set<Namespace> namespaces(String where, AccessProperties.Token token) {
        var names = token.namespaces();
        if (names == null) {
            return null;
        }
        if (names.isEmpty()) {
            throw wrong(where + ".namespaces", "empty", "at least one, or no such property for all");
        }
        try {
            return names.stream().map(Namespace::new).collect(Collectors.toSet());
        } catch (InvalidInputException e) {
            throw new AccessException(where + ".namespaces: " + e.getMessage(), e);
        }
    }

    private static Instant expires(String where, AccessProperties.Token token) {
        if (token.expires() == null) {
            return Instant.MAX;
        }
        try {
            return OffsetDateTime.parse(token.expires().strip()).toInstant();
        } catch (DateTimeParseException e) {
            throw wrong(where + ".expires", token.expires(), "a moment such as 2027-01-31T00:00:00Z");
        }
    }

    private static AccessException wrong(String property, String value, String expected) {
        return new AccessException("%s: %s (expected: %s)".formatted(property, value, expected), null);
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes(text));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JRE)", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
