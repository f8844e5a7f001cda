package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The settings of a namespace, a page at a time, each page of one moment. */
@RestController
final class SettingsController {
    /** Beyond every name that begins with {@code $}, and before every other one behind those. */
    private static final String BEHIND_INTERNAL = "$\uFFFF";

    private final Spaces spaces;
    private final Rules rules;

    SettingsController(Spaces spaces, Rules rules) {
        this.rules = rules;
        this.spaces = spaces;
    }

    /**
     * A page.
     *
     * @param next what to ask for as {@code after}; absent on the last page
     */
    record Page(
            String namespace,
            String epoch,
            long offset,
            long revision,
            List<EntryView> settings,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String next) {}

    @GetMapping(path = "/v1/namespaces/{namespace}/settings", produces = MediaType.APPLICATION_JSON_VALUE)
    Page list(
            Caller caller,
            @PathVariable Namespace namespace,
            @RequestParam(defaultValue = "") String prefix,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit) {
        caller.require(Role.READER, namespace);
        var snapshot = spaces.snapshot(namespace);
        var definitions = rules.in(snapshot);
        var found = page(snapshot, composed(prefix), after == null ? null : composed(after), limit.count() + 1);
        var shown = found.subList(0, Math.min(limit.count(), found.size()));
        Head head = Objects.requireNonNull(snapshot.head(), "head of a snapshot that holds something");
        return new Page(
                namespace.text(),
                head.position().epoch().text(),
                head.position().offset(),
                head.revision().micros(),
                shown.stream()
                        .map(entry -> EntryView.of(namespace, entry, definitions.marks(entry.name()), caller.role()))
                        .toList(),
                shown.size() < found.size() ? shown.get(shown.size() - 1).name().text() : null);
    }

    /** Sluice's own names are left out unless they are asked for. */
    static List<Entry.Present> page(Snapshot snapshot, String prefix, @Nullable String after, int limit) {
        if (prefix.startsWith("$")) {
            return snapshot.page(prefix, after, limit);
        }
        var page = new ArrayList<Entry.Present>();
        for (var setting : snapshot.page(prefix, after, limit)) {
            if (!setting.name().isInternal()) {
                page.add(setting);
            }
        }
        int missing = limit - page.size();
        if (prefix.isEmpty() && missing > 0) {
            var last = page.isEmpty() ? after : page.get(page.size() - 1).name().text();
            var behind = last == null || last.compareTo(BEHIND_INTERNAL) < 0 ? BEHIND_INTERNAL : last;
            page.addAll(snapshot.page(prefix, behind, missing));
        }
        return page;
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
