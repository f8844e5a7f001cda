package io.sluice.setting;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * One write: changes to one namespace that are carried out and seen all or none, at one revision.
 *
 * @param namespace where
 * @param changes at least one, at most {@value #MAX_CHANGES}, no name twice
 * @param origin who, why, and the id that makes a repetition harmless
 * @param guards what must hold for further names, or for those of the changes besides what the changes themselves expect.
 *     They are no part of the request: a repetition may have others
 */
public record ChangeSet(
        Namespace namespace, List<Change> changes, Origin origin, Map<SettingName, Expectation> guards) {
    /** How many changes one write may carry: it occupies Redis for its whole length. */
    public static final int MAX_CHANGES = 1000;

    public ChangeSet {
        changes = List.copyOf(changes);
        guards = Map.copyOf(guards);
        if (changes.isEmpty() || changes.size() > MAX_CHANGES) {
            throw new InvalidInputException("changes", changes.size() + " changes", "1 to " + MAX_CHANGES);
        }
        var names = new HashSet<SettingName>();
        for (var change : changes) {
            if (!names.add(change.name())) {
                throw new InvalidInputException("changes", change.name().text(), "each name once");
            }
        }
    }

    /** A write that is guarded by nothing but what its changes expect. */
    public ChangeSet(Namespace namespace, List<Change> changes, Origin origin) {
        this(namespace, changes, origin, Map.of());
    }
}
