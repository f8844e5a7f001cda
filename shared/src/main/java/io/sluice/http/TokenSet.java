package io.sluice.http;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

/** Tokens from one source, kept only as SHA-256 digests and compared in constant time. Immutable. */
final class TokenSet {
    private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9-._~+/]+=*");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int SHORTEST = 8;

    private final List<Known> known;

    private TokenSet(List<Known> known) {
        this.known = List.copyOf(known);
    }

    /** A digest in lower-case hexadecimal, and whom it stands for until when; null for ever. */
    private record Known(
            String digest, Caller caller, @Nullable Instant expires) {}

    static TokenSet none() {
        return new TokenSet(List.of());
    }

    /**
     * Checks what was configured.
     *
     * @param source of the tokens, for messages
     * @throws AccessException naming what is wrong, never a token
     */
    static TokenSet of(String source, List<AccessProperties.Token> tokens) {
        var read = new ArrayList<Known>();
        for (var token : tokens) {
            var where = source + "[" + read.size() + "]";
            var digest = digest(where, token);
            if (read.stream().anyMatch(other -> other.digest.equals(digest))) {
                throw wrong(where, "the same token as another one", "each token once");
            }
            var caller = new Caller(owner(where, token), role(where, token), namespaces(where, token));
            read.add(new Known(digest, caller, expires(where, token)));
        }
        return new TokenSet(read);
    }

    int size() {
        return known.size();
    }

    /** Whose token this is; null if nobody's, or not any more. */
    @Nullable
    CallerAuthentication find(String token, Instant now) {
        var digest = bytes(sha256(token));
        Known holder = null;
        // All of them, so that the time tells nothing about which one it was.
        for (var candidate : known) {
            if (MessageDigest.isEqual(bytes(candidate.digest), digest)) {
                holder = candidate;
            }
        }
        return holder == null || (holder.expires != null && !now.isBefore(holder.expires))
                ? null
                : new CallerAuthentication(holder.caller, holder.expires);
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
        var owner = token.owner() == null ? "" : token.owner().strip();
        if (!Caller.isOwner(owner)) {
            throw wrong(where + ".owner", String.valueOf(token.owner()), Caller.OWNERS);
        }
        return owner;
    }

    private static Role role(String where, AccessProperties.Token token) {
        var role = Role.of(String.valueOf(token.role()));
        if (role == null) {
            var words = Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));
            throw wrong(where + ".role", String.valueOf(token.role()), "one of " + words);
        }
        return role;
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

    private static @Nullable Instant expires(String where, AccessProperties.Token token) {
        if (token.expires() == null) {
            return null;
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

    /** In lower-case hexadecimal. */
    static String sha256(String text) {
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
