package io.sluice.api.admin;

import io.sluice.http.ProblemException;
import io.sluice.setting.Expectation;
import io.sluice.setting.Revision;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What the headers of a write expect, in the words of the store, which checks it at the moment of the write. */
final class Preconditions {
    private Preconditions() {}

    /**
     * Reads the headers.
     *
     * @param otherwise what is expected without any
     */
    static Expectation of(@Nullable String ifMatch, @Nullable String ifNoneMatch, Expectation otherwise) {
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
                ? one(listed)
                : Expectation.PRESENT;
    }

    private static Expectation one(EntityTags.Listed listed) {
        var revisions = listed.tags().stream()
                .filter(EntityTags.Tag::strong)
                .map(tag -> revision(tag.opaque()))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return revisions.size() == 1 ? Expectation.at(revisions.iterator().next()) : Expectation.oneOf(revisions);
    }

    /** A tag that is none of Sluice's is a tag of nothing that is there. */
    private static Optional<Revision> revision(String opaque) {
        return opaque.matches("[1-9][0-9]{0,15}") && Long.parseLong(opaque) < 1L << 53
                ? Optional.of(Revision.parse(opaque))
                : Optional.empty();
    }
}
