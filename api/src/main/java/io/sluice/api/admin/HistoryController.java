package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.definition.Definitions;
import io.sluice.http.Caller;
import io.sluice.http.HistoryAfter;
import io.sluice.http.HistoryView;
import io.sluice.http.HistoryView.Values;
import io.sluice.http.Limit;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.History;
import io.sluice.store.HistoryRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What has changed in a namespace, newest first, as far back as Redis keeps it. */
@RestController
final class HistoryController {
    private final Spaces spaces;
    private final History history;
    private final Rules rules;

    HistoryController(Spaces spaces, History history, Rules rules) {
        this.rules = rules;
        this.spaces = spaces;
        this.history = history;
    }

    /**
     * A page.
     *
     * @param oldest how far back Redis reaches; absent if it keeps no change
     * @param next what to ask for as {@code after}; absent where nothing older is left. A page may be short, or empty,
     *     and have it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(
            String namespace,
            List<HistoryView> changes,
            @Nullable Oldest oldest,
            @Nullable String next) {}

    /**
     * The oldest change that Redis keeps; older ones are in MySQL.
     *
     * @param complete whether it is the first that this Redis ever recorded of the namespace
     */
    record Oldest(long revision, Instant changedAt, boolean complete) {
        static Oldest of(HistoryRecord.Id id) {
            return new Oldest(id.revision().micros(), id.revision().time(), id.sequence() == 1);
        }
    }

    @GetMapping(path = "/v1/namespaces/{namespace}/history", produces = MediaType.APPLICATION_JSON_VALUE)
    Page list(
            Caller caller,
            @PathVariable Namespace namespace,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable HistoryAfter after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit) {
        caller.require(Role.READER, namespace);
        spaces.require(namespace);
        var page = history.before(
                namespace,
                name == null ? null : new SettingName(name),
                after == null ? null : after.id(),
                limit.count());
        var next = page.next();
        // Read behind the changes, so that they are at least as new.
        var definitions = rules.now(namespace);
        return new Page(
                namespace.text(),
                page.records().stream()
                        .map(change -> view(namespace, change, definitions))
                        .toList(),
                page.oldest() == null ? null : Oldest.of(page.oldest()),
                next == null ? null : next.toString());
    }

    /** What was secret stays so here, whatever has become of the definition. */
    private static HistoryView view(Namespace namespace, HistoryRecord change, Definitions definitions) {
        var old = change.old() instanceof Entry.Present before ? before.value() : null;
        var values = definitions.wasEverSecret(change.entry().name()) ? Values.SECRET : Values.SHOWN;
        return HistoryView.of(namespace, change.entry(), old, change.requestId().text(), values);
    }
}
