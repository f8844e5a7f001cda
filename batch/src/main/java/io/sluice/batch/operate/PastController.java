package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.batch.history.Extent;
import io.sluice.batch.history.Extents;
import io.sluice.batch.history.HistoryArchive;
import io.sluice.batch.history.PastSettings;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/namespaces/{namespace}/settings?at=}: a namespace as it was. What it is now, the api tells. */
@RestController
final class PastController {
    private final PastSettings past;
    private final HistoryArchive archive;
    private final Extents extents;
    private final Scopes scopes;

    PastController(PastSettings past, HistoryArchive archive, Extents extents, Scopes scopes) {
        this.past = past;
        this.archive = archive;
        this.extents = extents;
        this.scopes = scopes;
    }

    /**
     * A page.
     *
     * @param at the moment
     * @param revision of the last change until then; null if there was none
     * @param complete how far the archived history is whole
     * @param unproven settings of this page and between its names that may have been something else
     * @param next what to ask for as {@code after}; absent on the last page
     */
    record Page(
            String namespace,
            Instant at,
            @Nullable Long revision,
            ExtentBody complete,
            List<PastBody> settings,
            List<String> unproven,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String next) {}

    /**
     * How far the history is whole, as JSON.
     *
     * @param since a revision; null for from the beginning
     * @param until a revision; null if nothing is archived yet
     */
    record ExtentBody(@Nullable Long since, @Nullable Long until) {
        static ExtentBody of(Extent extent) {
            return new ExtentBody(micros(extent.since()), micros(extent.until()));
        }

        private static @Nullable Long micros(@Nullable Revision revision) {
            return revision == null ? null : revision.micros();
        }
    }

    /** Where a page ends, as {@code next} gives it: a name. */
    record After(SettingName name) {
        /** Reads it; Spring looks for a method of this name. */
        public static After valueOf(String text) {
            try {
                return new After(new SettingName(text));
            } catch (InvalidInputException e) {
                throw new InvalidInputException("after", text, "next of another page");
            }
        }
    }

    @GetMapping("/v1/namespaces/{namespace}/settings")
    Page list(
            @PathVariable Namespace namespace,
            @RequestParam(required = false) @Nullable Moment at,
            @RequestParam(defaultValue = "") String prefix,
            @RequestParam(required = false) @Nullable After after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit,
            Caller caller)
            throws InterruptedException {
        caller.require(Role.READER, namespace);
        if (at == null) {
            var expected = "a revision or a time; the api tells what is now";
            throw ProblemException.invalid("at", "at: none (expected: %s)".formatted(expected), expected);
        }
        var moment = at.revision();
        var beginning = Normalizer.normalize(prefix, Normalizer.Form.NFC);
        return Archive.answer(() -> {
            if (!archive.holds(namespace)) {
                scopes.require(Role.READER, namespace, caller);
            }
            var extent = extents.of(namespace, moment);
            require(moment, extent);
            var page = past.page(namespace, moment, beginning, after == null ? null : after.name(), limit.count());
            var revision = archive.newest(namespace, moment);
            // Read behind the settings, so that they are at least as new.
            var definitions = archive.definitions(namespace);
            // Old changes may have been dropped meanwhile.
            var since = archive.since(namespace).orElse(null);
            require(moment, new Extent(since, extent.until()));
            var next = page.next();
            return new Page(
                    namespace.text(),
                    moment.time(),
                    revision.map(Revision::micros).orElse(null),
                    ExtentBody.of(new Extent(since, extent.until())),
                    page.settings().stream()
                            .map(setting -> PastBody.of(namespace, setting, definitions))
                            .toList(),
                    page.unproven().stream().map(SettingName::text).toList(),
                    next == null ? null : next.text());
        });
    }

    /**
     * Demands that what was the case at a moment can be told.
     *
     * @throws ProblemException 409 with the moments of which it can
     */
    static void require(Revision at, Extent extent) {
        if (extent.covers(at)) {
            return;
        }
        var since = extent.since();
        var until = extent.until();
        var expected = until == null || (since != null && since.isAfter(until))
                ? "another time: of this namespace nothing can be told yet"
                : since == null
                        ? "up to %s (%s)".formatted(until, until.time())
                        : "from %s (%s) up to %s (%s)".formatted(since, since.time(), until, until.time());
        throw ProblemException.of(
                        ProblemType.CONFLICT,
                        "at: %s (expected: %s): the history in the archive is whole no further".formatted(at, expected))
                .at("at", expected)
                .with("complete", ExtentBody.of(extent));
    }
}
