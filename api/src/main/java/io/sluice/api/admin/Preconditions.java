package io.sluice.api.admin;

import io.sluice.http.ProblemException;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.Revision;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What the headers of a write expect, in the words of the store, which checks it at the moment of the write. */
final class Preconditions {
    /** No write has this revision: it would have happened in 1970. */
    private static final Expectation NEVER = Expectation.at(new Revision(1));

    private Preconditions() {}

    /**
     * Reads the headers.
     *
     * @param otherwise what is expected without any
     * @param current asks for the entry that is there, which is needed only where several tags are listed
     */
    static Expectation of(
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch,
            Expectation otherwise,
            Supplier<Optional<Entry>> current) {
        if (ifNoneMatch != null) {
            if (ifMatch != null
                    || !(EntityTags.parse(HttpHeaders.IF_NONE_MATCH, ifNoneMatch) instanceof EntityTags.Any)) {
                throw ProblemException.invalid(
                        HttpHeaders.IF_NONE_MATCH,
                        "If-None-Match: %s (expected: * and no If-Match)".formatted(ifNoneMatch),
                        "*");
            }
            return Expectation.ABSENT;
        }
        if (ifMatch == null) {
            return otherwise;
        }
        return EntityTags.parse(HttpHeaders.IF_MATCH, ifMatch) instanceof EntityTags.Listed listed
                ? one(listed, current)
                : Expectation.PRESENT;
    }

    private static Expectation one(EntityTags.Listed listed, Supplier<Optional<Entry>> current) {
        if (listed.tags().size() == 1) {
            var tag = listed.tags().get(0);
            return tag.strong() ? revision(tag.opaque()) : NEVER;
        }
        return current.get()
                .filter(listed::matchStrongly)
                .map(entry -> Expectation.at(entry.revision()))
                .orElse(NEVER);
    }

    /** A tag that is none of Sluice's is a tag of nothing that is there. */
    private static Expectation revision(String opaque) {
        return opaque.matches("[1-9][0-9]{0,15}") && Long.parseLong(opaque) < 1L << 53
                ? Expectation.at(Revision.parse(opaque))
                : NEVER;
    }
}
