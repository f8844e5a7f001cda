package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.definition.Definitions;
import io.sluice.definition.Target;
import io.sluice.definition.Violation;
import io.sluice.setting.Entry;
import io.sluice.setting.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the values that are there break a definition.
 *
 * @param violations the first of them, by name; at most {@value #MOST}
 * @param moreViolations true if there are more, else absent
 */
record Breaking(
        List<ViolationView> violations,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean moreViolations) {
    private static final int MOST = 1000;

    /** Judges by the definition of a target the values in a snapshot that it counts for. */
    static Breaking of(Snapshot snapshot, Definitions definitions, Target target) {
        var rule = definitions.find(target);
        var names = new ArrayList<Entry.Present>();
        snapshot.forEach(entry -> {
            if (entry instanceof Entry.Present setting && rule != null && definitions.find(entry.name()) == rule) {
                names.add(setting);
            }
        });
        names.sort(Comparator.comparing(Entry.Present::name));
        var found = new ArrayList<Violation>();
        for (int i = 0; i < names.size() && rule != null && found.size() <= MOST; i++) {
            found.addAll(rule.check(names.get(i).name(), names.get(i).value()));
        }
        return new Breaking(
                found.stream().limit(MOST).map(ViolationView::of).toList(), found.size() > MOST ? Boolean.TRUE : null);
    }
}
