package io.sluice.faults.check;

import static io.sluice.faults.cluster.Cluster.EDITOR;
import static io.sluice.faults.cluster.Cluster.NAMESPACES;

import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.load.Edit;
import io.sluice.faults.load.Level;
import io.sluice.faults.load.Names;
import io.sluice.faults.load.Outcome.Done;
import io.sluice.faults.load.Outcome.NotDone;
import io.sluice.faults.load.Outcome.Refused;
import io.sluice.faults.load.Recorded;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds what the copies have come to, when all are equal, against everything that clients asked and were told. */
public final class Verdict {
    private final Outside outside;
    private final Losses losses;
    private final Breaches breaches;
    private final Map<Level, Integer> lost = new EnumMap<>(Level.class);
    private final Map<Level, Integer> acknowledged = new EnumMap<>(Level.class);
    private final Map<Level, Integer> owed = new EnumMap<>(Level.class);

    public Verdict(Cluster cluster, Losses losses, Breaches breaches) {
        this.outside = new Outside(cluster);
        this.losses = losses;
        this.breaches = breaches;
    }

    /** Writes that were acknowledged, by what was proven. */
    public Map<Level, Integer> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** Those of them that no fault can excuse: their level covers all that has happened since. None of them may be lost. */
    public Map<Level, Integer> owed() {
        return Map.copyOf(owed);
    }

    /** Those of the others that are lost. */
    public Map<Level, Integer> lost() {
        return Map.copyOf(lost);
    }

    /** Judges all calls so far. */
    public void judge(List<Recorded> calls) throws SQLException {
        lost.clear();
        acknowledged.clear();
        owed.clear();
        for (var namespace : NAMESPACES) {
            var here = calls.stream()
                    .filter(recorded -> recorded.call().namespace().equals(namespace))
                    .toList();
            var history = outside.history(namespace);
            judgeEntries(namespace, here, outside.redis(namespace).entries());
            judgeAnswers(namespace, here);
            judgeHistory(namespace, here, history);
            judgeCounters(namespace, history);
        }
    }

    private void judgeEntries(String namespace, List<Recorded> calls, Map<String, Held> entries) {
        var values = new HashMap<String, Set<String>>();
        for (var recorded : calls) {
            var call = recorded.call();
            boolean mayBe = !(recorded.outcome() instanceof Refused || recorded.outcome() instanceof NotDone);
            for (var edit : call.edits()) {
                if (mayBe) {
                    values.computeIfAbsent(edit.name(), any -> new HashSet<>()).add(text(edit));
                }
            }
            if (recorded.outcome() instanceof Done done) {
                acknowledged.merge(done.level(), 1, Integer::sum);
                if (!losses.excuses(recorded, done.level())) {
                    owed.merge(done.level(), 1, Integer::sum);
                }
                judgeWrite(namespace, recorded, done, entries);
            }
        }
        entries.forEach((name, held) -> {
            if (!name.startsWith("$")) {
                breaches.require(
                        values.getOrDefault(name, Set.of()).contains(String.valueOf(held.value())),
                        Law.REQUESTS_HAVE_ONE_EFFECT,
                        "%s/%s has a value that nobody wrote with effect: %s".formatted(namespace, name, brief(held)));
            }
        });
    }

    private void judgeWrite(String namespace, Recorded recorded, Done done, Map<String, Held> entries) {
        var call = recorded.call();
        boolean isLost = false;
        for (var edit : call.edits()) {
            var held = entries.get(edit.name());
            if (held == null || held.revision() < done.revision()) {
                isLost = true;
                breaches.require(
                        losses.excuses(recorded, done.level()),
                        Law.NOTHING_IS_LOST,
                        "%s/%s was acknowledged at %d as %s (%s), and is %s"
                                .formatted(
                                        namespace, edit.name(), done.revision(), done.level(), call.id(), brief(held)));
            } else if (held.revision() == done.revision()) {
                breaches.require(
                        String.valueOf(held.value()).equals(text(edit)),
                        Law.NOTHING_IS_LOST,
                        "%s/%s at %d is not what was acknowledged (%s): %s"
                                .formatted(namespace, edit.name(), done.revision(), call.id(), brief(held)));
            }
        }
        if (isLost) {
            lost.merge(done.level(), 1, Integer::sum);
        }
    }

    /** One revision for one call, and one call for one revision. */
    private void judgeAnswers(String namespace, List<Recorded> calls) {
        var ofCall = new HashMap<String, Recorded>();
        var ofRevision = new HashMap<Long, Recorded>();
        for (var recorded : calls) {
            if (recorded.outcome() instanceof Done done) {
                var first = ofCall.putIfAbsent(recorded.call().id(), recorded);
                if (first != null && ((Done) first.outcome()).revision() != done.revision()) {
                    breaches.require(
                            mayBeForgotten(first, recorded.ended()),
                            Law.REQUESTS_HAVE_ONE_EFFECT,
                            "%s: %s was answered with %d and with %d"
                                    .formatted(
                                            namespace,
                                            recorded.call().id(),
                                            ((Done) first.outcome()).revision(),
                                            done.revision()));
                }
                var other = ofRevision.putIfAbsent(done.revision(), recorded);
                breaches.require(
                        other == null
                                || other.call().id().equals(recorded.call().id()),
                        Law.REVISIONS_NEVER_GO_BACK,
                        "%s: revision %d was given to two calls, %s and %s"
                                .formatted(
                                        namespace,
                                        done.revision(),
                                        other == null ? "" : other.call().id(),
                                        recorded.call().id()));
            }
        }
    }

    private void judgeHistory(String namespace, List<Recorded> calls, List<Change> history) {
        var rows = new HashMap<String, Integer>();
        var revisionsOfRequest = new HashMap<String, Set<Long>>();
        var last = new HashMap<String, Change>();
        for (var change : history) {
            rows.merge(change.revision() + " " + change.name(), 1, Integer::sum);
            revisionsOfRequest
                    .computeIfAbsent(change.request(), any -> new HashSet<>())
                    .add(change.revision());
            var before = last.put(change.name(), change);
            if (before != null
                    && (before.revision() != change.oldRevision()
                            || !Objects.equals(before.newValue(), change.oldValue()))) {
                breaches.require(
                        losses.excuses(Level.MEMORY, before.revision(), change.revision()),
                        Law.HISTORY_HAS_EACH_CHANGE_ONCE,
                        "%s/%s: %d follows %d, and says that it followed %d"
                                .formatted(
                                        namespace,
                                        change.name(),
                                        change.revision(),
                                        before.revision(),
                                        change.oldRevision()));
            }
        }
        var byRevision = new HashMap<String, Change>();
        history.forEach(change -> byRevision.put(change.revision() + " " + change.name(), change));
        for (var recorded : calls) {
            if (recorded.outcome() instanceof Done done) {
                for (var edit : recorded.call().edits()) {
                    judgeRecord(namespace, recorded, done, edit, rows, byRevision);
                }
            }
        }
        judgeRequests(namespace, calls, revisionsOfRequest);
    }

    private void judgeRecord(
            String namespace,
            Recorded recorded,
            Done done,
            Edit edit,
            Map<String, Integer> rows,
            Map<String, Change> byRevision) {
        var place = done.revision() + " " + edit.name();
        int count = rows.getOrDefault(place, 0);
        if (count != 1) {
            breaches.require(
                    count == 0 && losses.excuses(recorded, done.level()),
                    Law.HISTORY_HAS_EACH_CHANGE_ONCE,
                    "%s/%s: %d records (expected: 1, of %s, %s)"
                            .formatted(namespace, place, count, recorded.call().id(), done.level()));
            return;
        }
        var change = Objects.requireNonNull(byRevision.get(place));
        breaches.require(
                change.author().equals(EDITOR)
                        && change.request().equals(recorded.call().id())
                        && String.valueOf(change.newValue()).equals(text(edit)),
                Law.HISTORY_HAS_EACH_CHANGE_ONCE,
                "%s/%s: recorded for %s by %s (expected: %s)"
                        .formatted(
                                namespace,
                                place,
                                change.request(),
                                change.author(),
                                recorded.call().id()));
    }

    /** Every request, answered or not, has one revision, and one that was refused has none. */
    private void judgeRequests(String namespace, List<Recorded> calls, Map<String, Set<Long>> revisionsOfRequest) {
        var refused = new TreeMap<String, Recorded>();
        var firsts = new HashMap<String, Recorded>();
        for (var recorded : calls) {
            var id = recorded.call().id();
            var first = firsts.putIfAbsent(id, recorded);
            var revisions = revisionsOfRequest.getOrDefault(id, Set.of());
            breaches.require(
                    revisions.size() <= 1 || mayBeForgotten(first == null ? recorded : first, Long.MAX_VALUE),
                    Law.REQUESTS_HAVE_ONE_EFFECT,
                    "%s: %s had effect at %s".formatted(namespace, id, revisions));
            if (recorded.outcome() instanceof Refused || recorded.outcome() instanceof NotDone) {
                refused.put(id, recorded);
            }
        }
        refused.forEach((id, recorded) -> breaches.require(
                !revisionsOfRequest.containsKey(id) || wasDoneOtherwise(calls, id),
                Law.REQUESTS_HAVE_ONE_EFFECT,
                "%s: %s was %s, and had effect".formatted(namespace, id, recorded.outcome())));
    }

    /**
     * Whether Redis may have forgotten a request before that time: while it had no answer yet, by any loss; after that, by one
     * that the proven level does not cover.
     */
    private boolean mayBeForgotten(Recorded first, long until) {
        var level = first.outcome() instanceof Done done ? done.level() : Level.MEMORY;
        return losses.excuses(Level.MEMORY, first.begun(), first.ended())
                || losses.excuses(level, first.begun(), until);
    }

    /** Repetitions of one that was done may be turned away. */
    private static boolean wasDoneOtherwise(List<Recorded> calls, String id) {
        return calls.stream()
                .anyMatch(recorded -> recorded.call().id().equals(id)
                        && !(recorded.outcome() instanceof Refused)
                        && !(recorded.outcome() instanceof NotDone));
    }

    /** Each step of a counter is by one. */
    private void judgeCounters(String namespace, List<Change> history) {
        var values = new HashMap<String, Change>();
        for (var change : history) {
            if (Names.COUNTERS.contains(change.name())) {
                var before = values.put(change.name(), change);
                long from = before == null ? 0 : number(before);
                if (number(change) != from + 1) {
                    breaches.require(
                            losses.excuses(Level.MEMORY, before == null ? 0 : before.revision(), change.revision()),
                            Law.REQUESTS_HAVE_ONE_EFFECT,
                            "%s/%s went from %d to %d (%s)"
                                    .formatted(namespace, change.name(), from, number(change), change.request()));
                }
            }
        }
    }

    private static long number(Change change) {
        return Long.parseLong(String.valueOf(change.newValue()));
    }

    private static String text(Edit edit) {
        return String.valueOf(Outside.canonical(edit.value()));
    }

    private static String brief(@Nullable Held held) {
        var text = String.valueOf(held);
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
}
