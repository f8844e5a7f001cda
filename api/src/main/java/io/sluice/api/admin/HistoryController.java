package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.definition.Definition.Mark;
import io.sluice.definition.Definitions;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.Role;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.History;
import io.sluice.store.HistoryRecord;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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

    /** A place in the history, as {@code next} gives it. */
    record After(HistoryRecord.Id id) {
        private static final Pattern PATTERN = Pattern.compile("([1-9][0-9]{0,15})-([1-9][0-9]{0,17})");

        /** Reads it; Spring looks for a method of this name. */
        public static After valueOf(String text) {
            var parts = PATTERN.matcher(text);
            if (!parts.matches()) {
                throw new InvalidInputException("after", text, "next of another page");
            }
            return new After(new HistoryRecord.Id(Revision.parse(parts.group(1)), Long.parseLong(parts.group(2))));
        }
    }

    @GetMapping(path = "/v1/namespaces/{namespace}/history", produces = MediaType.APPLICATION_JSON_VALUE)
    Page list(
            Caller caller,
            @PathVariable Namespace namespace,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable After after,
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
                        .map(change -> HistoryView.of(namespace, change, marks(definitions, change)))
                        .toList(),
                page.oldest() == null ? null : Oldest.of(page.oldest()),
                next == null ? null : next.toString());
    }

    /** What was secret stays so here, whatever has become of the definition. */
    private static Set<Mark> marks(Definitions definitions, HistoryRecord change) {
        return definitions.wasEverSecret(change.entry().name()) ? Set.of(Mark.SECRET) : Set.of();
    }
}
