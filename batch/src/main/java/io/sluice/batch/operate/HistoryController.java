package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.batch.history.ArchivedChange;
import io.sluice.batch.history.HistoryArchive;
import io.sluice.batch.history.HistoryQuery;
import io.sluice.definition.Definitions;
import io.sluice.http.Caller;
import io.sluice.http.HistoryAfter;
import io.sluice.http.HistoryView;
import io.sluice.http.HistoryView.Values;
import io.sluice.http.Limit;
import io.sluice.http.ProblemException;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/namespaces/{namespace}/history}: every change that is archived, newest first. */
@RestController
final class HistoryController {
    private static final int LONGEST_AUTHOR = 200;
    private static final String AUTHOR = "the owner of a token, of 1 to " + LONGEST_AUTHOR + " characters";

    private final HistoryArchive archive;
    private final Scopes scopes;

    HistoryController(HistoryArchive archive, Scopes scopes) {
        this.archive = archive;
        this.scopes = scopes;
    }

    /**
     * A page.
     *
     * @param since from which revision on every change is kept; absent if all are
     * @param next what to ask for as {@code after}; absent where nothing older is left. A page may be short and have it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(
            String namespace,
            List<HistoryView> changes,
            @Nullable Long since,
            @Nullable String next) {}

    @GetMapping("/v1/namespaces/{namespace}/history")
    Page list(
            @PathVariable Namespace namespace,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String author,
            @RequestParam(required = false) @Nullable Moment from,
            @RequestParam(required = false) @Nullable Moment to,
            @RequestParam(required = false) @Nullable HistoryAfter after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit,
            Caller caller)
            throws InterruptedException {
        caller.require(Role.READER, namespace);
        var query = new HistoryQuery(
                name == null ? null : new SettingName(name), author(author), revision(from), revision(to));
        if (from != null && to != null && !to.revision().isAfter(from.revision())) {
            var expected = "a moment behind from";
            throw ProblemException.invalid("to", "to: %s (expected: %s)".formatted(to.revision(), expected), expected);
        }
        return Archive.answer(() -> {
            if (!archive.holds(namespace)) {
                scopes.require(Role.READER, namespace, caller);
            }
            var page = archive.before(namespace, query, after == null ? null : after.id(), limit.count());
            // Read behind the changes, so that they are at least as new.
            var definitions = archive.definitions(namespace);
            var next = page.next();
            return new Page(
                    namespace.text(),
                    page.changes().stream()
                            .map(change -> view(namespace, change, definitions))
                            .toList(),
                    archive.since(namespace).map(Revision::micros).orElse(null),
                    next == null ? null : next.toString());
        });
    }

    private static HistoryView view(Namespace namespace, ArchivedChange change, Definitions definitions) {
        var values = definitions.wasEverSecret(change.entry().name()) ? Values.SECRET : Values.SHOWN;
        return HistoryView.of(namespace, change.entry(), change.old(), change.requestId(), values);
    }

    private static @Nullable String author(@Nullable String author) {
        if (author != null && (author.isBlank() || author.length() > LONGEST_AUTHOR)) {
            throw ProblemException.invalid(
                    "author",
                    "author: %s (expected: %s)".formatted(author.isBlank() ? "none" : "too long", AUTHOR),
                    AUTHOR);
        }
        return author;
    }

    private static @Nullable Revision revision(@Nullable Moment moment) {
        return moment == null ? null : moment.revision();
    }
}
