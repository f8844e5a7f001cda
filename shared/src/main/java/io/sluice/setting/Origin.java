package io.sluice.setting;

import org.jspecify.annotations.Nullable;

/**
 * Where a write comes from.
 *
 * @param author the owner of the token; 1 to 200 characters
 * @param reason why, at most 1000 characters; null if none was given
 * @param requestId the same for every repetition of one request
 * @param trace the span that the write is part of, for those who apply and archive it; null for none. It is no part of the
 *     request: a repetition may have another
 */
public record Origin(
        String author,
        @Nullable String reason,
        RequestId requestId,
        @Nullable TraceParent trace) {
    private static final int MAX_AUTHOR = 200;
    private static final int MAX_REASON = 1000;

    public Origin {
        requireWellFormed("author", author);
        if (author.isBlank() || author.length() > MAX_AUTHOR) {
            throw new InvalidInputException("author", author, "1 to " + MAX_AUTHOR + " characters");
        }
        if (reason != null) {
            requireWellFormed("reason", reason);
        }
        if (reason != null && reason.length() > MAX_REASON) {
            throw new InvalidInputException("reason", reason, "at most " + MAX_REASON + " characters");
        }
        if (reason != null && reason.isBlank()) {
            reason = null;
        }
    }

    /** A write that is part of no trace. */
    public Origin(String author, @Nullable String reason, RequestId requestId) {
        this(author, reason, requestId, null);
    }

    /** The same as part of a trace. */
    public Origin within(@Nullable TraceParent span) {
        return new Origin(author, reason, requestId, span);
    }

    /** UTF-8 has no form for half a surrogate pair. */
    private static void requireWellFormed(String what, String text) {
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidInputException(what, text, "text without unpaired surrogates");
        }
    }
}
