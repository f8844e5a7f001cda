package io.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The users of docs/redis/users.acl, with passwords for tests; the default user may do everything without one. */
public final class RedisUsers {
    public static final String API = "sluice-api";
    public static final String SUBSCRIBER = "sluice-subscriber";
    public static final String BATCH = "sluice-batch";

    private static final Path FILE = Path.of("..", "docs", "redis", "users.acl");
    private static final String PLACE = "#<SHA-256 of its password>";

    private RedisUsers() {}

    /** What tests log in with. */
    public static String password(String user) {
        return "password-of-" + user;
    }

    /** The lines of an ACL file. */
    static List<String> lines() {
        try {
            var lines = new ArrayList<>(List.of("user default on nopass ~* &* +@all"));
            for (var line : Files.readAllLines(FILE)) {
                lines.add(line.replace(PLACE, "#" + sha256(password(line.split(" ", 3)[1]))));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JRE)", e);
        }
    }
}
