package io.sluice.batch.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a node is shown. It never shows itself.
 *
 * @param text null for none
 */
record AccessToken(@Nullable String text) {
    static final String VARIABLE = "SLUICE_TOKEN";

    private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e]+");
    private static final int BYTES = 32;

    /** From the file, or else from the environment variable; none if there is neither. */
    static AccessToken read(@Nullable Path file, @Nullable String variable) {
        if (file != null) {
            return of(content(file), "--token-file");
        }
        return variable == null || variable.isEmpty() ? new AccessToken(null) : of(variable, VARIABLE);
    }

    /** One that nobody knows. */
    static AccessToken random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new AccessToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private static AccessToken of(String text, String from) {
        var token = text.strip();
        if (!ALLOWED.matcher(token).matches()) {
            throw CommandException.usage(from + ": not shown", "expected: one token, and nothing beside it");
        }
        return new AccessToken(token);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandException(
                    Outcome.USAGE, "--token-file: cannot be read", List.of("expected: a file with a token"), e);
        }
    }

    @Override
    public String toString() {
        return "AccessToken";
    }
}
