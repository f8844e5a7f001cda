package io.sluice.api.admin;

import io.sluice.http.ProblemException;
import io.sluice.setting.Entry;
import io.sluice.setting.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What stands in an {@code If-Match} or {@code If-None-Match} header (RFC 9110, 13.1). */
sealed interface EntityTags {
    /** {@code *}: whatever there is. */
    record Any() implements EntityTags {}

    /** One tag or more. */
    record Listed(List<Tag> tags) implements EntityTags {
        /** Whether one of them is the entry's, weak or not. */
        boolean match(Entry entry) {
            return tags.stream()
                    .anyMatch(tag -> tag.opaque.equals(entry.revision().toString()));
        }
    }

    /**
     * One tag.
     *
     * @param opaque what stands between the quotes
     * @param strong whether there is no {@code W/} before it
     */
    record Tag(String opaque, boolean strong) {}

    /** The tag of a revision. */
    static String of(Revision revision) {
        return '"' + revision.toString() + '"';
    }

    /** Whether an {@code If-None-Match} header, null for none, says that its sender has that entry. */
    static boolean matches(@Nullable String ifNoneMatch, Entry entry) {
        return ifNoneMatch != null
                && (!(parse(HttpHeaders.IF_NONE_MATCH, ifNoneMatch) instanceof Listed listed) || listed.match(entry));
    }

    /** Reads the header; refuses what the grammar does not allow. */
    static EntityTags parse(String header, String text) {
        return text.strip().equals("*") ? new Any() : new Listed(Grammar.tags(header, text));
    }

    /** The grammar of lists: empty elements are allowed, as long as there is a tag. */
    final class Grammar {
        private static final Pattern ELEMENT =
                Pattern.compile("[ \\t]*(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\")?[ \\t]*(?:,|$)");
        private static final String EXPECTED = "\"<revision>\" or *";

        private Grammar() {}

        private static List<Tag> tags(String header, String text) {
            var tags = new ArrayList<Tag>();
            Matcher element = ELEMENT.matcher(text);
            int at = 0;
            while (at < text.length() && element.find(at) && element.start() == at) {
                if (element.group(2) != null) {
                    tags.add(new Tag(element.group(2), element.group(1) == null));
                }
                at = element.end();
            }
            if (at < text.length() || tags.isEmpty()) {
                throw ProblemException.invalid(
                        header, "%s: %s (expected: %s)".formatted(header, text, EXPECTED), EXPECTED);
            }
            return tags;
        }
    }
}
