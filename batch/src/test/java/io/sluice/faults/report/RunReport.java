package io.sluice.faults.report;

import io.sluice.faults.check.Breach;
import io.sluice.faults.check.Settling.Settled;
import io.sluice.faults.check.Watch.BacklogSample;
import io.sluice.faults.check.Watch.NodeSample;
import io.sluice.faults.check.Watch.Shape;
import io.sluice.faults.load.Level;
import io.sluice.faults.load.Outcome.Done;
import io.sluice.faults.load.Outcome.NotDone;
import io.sluice.faults.load.Outcome.Refused;
import io.sluice.faults.load.Recorded;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything about one run.
 *
 * @param regime what was asked of Redis
 * @param from microseconds since 1970
 * @param to microseconds since 1970
 * @param acknowledged writes, by what was proven
 * @param owed those of them whose level covers all that befell them: none may be lost
 * @param lost those of the others that are
 * @param answered calls that were answered while something was wrong that they do not need
 * @param messages that were heard on the channels
 */
public record RunReport(
        long seed,
        String regime,
        long from,
        long to,
        List<Recorded> calls,
        List<Happened> faults,
        List<Settled> settled,
        List<NodeSample> nodes,
        List<BacklogSample> backlog,
        Map<Level, Integer> acknowledged,
        Map<Level, Integer> owed,
        Map<Level, Integer> lost,
        long answered,
        long messages,
        List<Breach> breaches) {

    /**
     * A fault that was.
     *
     * @param row of the table in docs/reliability
     * @param from microseconds since 1970
     * @param to microseconds since 1970
     */
    public record Happened(String row, String name, long from, long to) {}

    /** Writes that clients were told are done. */
    public long done() {
        return calls.stream().filter(call -> call.outcome() instanceof Done).count();
    }

    /** Those that clients were told have no effect, for a reason of their own. */
    long refused() {
        return calls.stream().filter(call -> call.outcome() instanceof Refused).count();
    }

    /** Those that nobody would take. */
    long notDone() {
        return calls.stream().filter(call -> call.outcome() instanceof NotDone).count();
    }

    /** Those of which clients were told nothing. */
    long unknown() {
        return calls.size() - done() - refused() - notDone();
    }

    /** How many faults there were of each row. */
    Map<String, Long> faultsByRow() {
        var counts = new TreeMap<String, Long>(Comparator.comparing((String row) -> row.charAt(0))
                .thenComparing(row -> Integer.parseInt(row.substring(1))));
        faults.forEach(fault -> counts.merge(fault.row(), 1L, Long::sum));
        return counts;
    }

    /** For how long a node that ran held something older than Redis or did not answer, at most; as often as it was looked at. */
    Duration longestStale() {
        Map<String, Long> since = new HashMap<>();
        long longest = 0;
        for (var sample : nodes) {
            boolean isStale =
                    sample.shape() == Shape.BEHIND || sample.shape() == Shape.SILENT || sample.shape() == Shape.EMPTY;
            if (isStale) {
                longest = Math.max(longest, sample.at() - since.computeIfAbsent(sample.node(), any -> sample.at()));
            } else {
                since.remove(sample.node());
            }
        }
        return Duration.ofNanos(longest * 1000);
    }

    /** Until all replicas were equal, after faults and load had ended. */
    Duration longestToEqualReplicas() {
        return settled.stream()
                .map(Settled::replicas)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Until the archive was equal too. */
    Duration longestToEqualArchive() {
        return settled.stream()
                .map(Settled::archive)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
