package io.sluice.batch.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A run, as the node tells it.
 *
 * @param json the run
 */
record RunView(JsonNode json) {
    static final List<String> HEADING = List.of(
            "id",
            "job",
            "namespace",
            "status",
            "by",
            "started",
            "ended",
            "read",
            "written",
            "superseded",
            "quarantined",
            "history",
            "name");

    private static final Set<String> UNDER_WAY = Set.of("STARTING", "STARTED", "STOPPING");
    private static final List<String> COUNTS =
            List.of("read", "written", "superseded", "quarantined", "history", "total");
    private static final List<String> FINDING =
            List.of("finding", "namespace", "name", "kind", "redis", "archive", "repaired", "detail");
    private static final String REPAIRED = "repaired";
    /** Words of what verify has found that count no difference that stays. */
    private static final Set<String> NO_DRIFT = Set.of(REPAIRED, "pending", "quarantined");

    String id() {
        return Text.of(json.path("id"));
    }

    String path() {
        return "/v1/runs/" + Text.inQuery(id());
    }

    /** For people: the name, where the run has one. */
    String label() {
        var name = Text.of(json.path("name"));
        return name.isEmpty() ? "%s %s".formatted(job(), id()) : "%s (id %s)".formatted(name, id());
    }

    String job() {
        return Text.of(json.path("job"));
    }

    String status() {
        return Text.of(json.path("status"));
    }

    boolean isUnderWay() {
        return !json.hasNonNull("endedAt") && UNDER_WAY.contains(status());
    }

    boolean isCompleted() {
        return status().equals("COMPLETED");
    }

    long read() {
        return json.path("read").asLong(0);
    }

    long quarantined() {
        return json.path("quarantined").asLong(0);
    }

    @Nullable
    Long total() {
        return json.path("total").isNumber() ? json.path("total").asLong() : null;
    }

    /** Whether single findings may be asked for. */
    boolean hasFound() {
        return !json.path("found").isEmpty();
    }

    String error() {
        return Text.of(json.path("error"));
    }

    /** How many differences of hash and archive there still are. */
    long drift() {
        long found = StreamSupport.stream(json.path("found").properties().spliterator(), false)
                .filter(word -> !NO_DRIFT.contains(word.getKey()))
                .mapToLong(word -> word.getValue().asLong(0))
                .sum();
        long repaired = json.path("found").path(REPAIRED).asLong(0);
        return Math.max(0, found - repaired);
    }

    /** In the order of the heading. */
    List<String> row() {
        return List.of(
                id(),
                job(),
                Text.of(json.path("namespace")),
                status(),
                by(),
                Text.of(json.path("startedAt")),
                Text.of(json.path("endedAt")),
                Text.of(json.path("read")),
                Text.of(json.path("written")),
                Text.of(json.path("superseded")),
                Text.of(json.path("quarantined")),
                Text.of(json.path("history")),
                Text.of(json.path("name")));
    }

    /** All of it: rows of a word and a value, then a row for each difference that is known. */
    List<Output.Table> tables() {
        var pairs = new ArrayList<List<String>>();
        pairs.add(List.of("id", id()));
        pair(pairs, "name", Text.of(json.path("name")));
        pair(pairs, "job", job());
        pair(pairs, "namespace", Text.of(json.path("namespace")));
        pairs.add(List.of("status", status()));
        pair(pairs, "by", by());
        pair(pairs, "reason", Text.of(json.path("reason")));
        pair(pairs, "node", Text.of(json.path("node")));
        pair(pairs, "started", Text.of(json.path("startedAt")));
        pair(pairs, "ended", Text.of(json.path("endedAt")));
        COUNTS.forEach(count -> pair(pairs, count, Text.of(json.path(count))));
        json.path("found")
                .properties()
                .forEach(word -> pairs.add(List.of("found." + Text.plain(word.getKey()), Text.of(word.getValue()))));
        pair(pairs, "error", error());
        var findings = StreamSupport.stream(json.path("findings").spliterator(), false)
                .map(RunView::finding)
                .toList();
        return List.of(new Output.Table(null, pairs), new Output.Table(FINDING, findings));
    }

    private static List<String> finding(JsonNode finding) {
        return List.of(
                "finding",
                Text.of(finding.path("namespace")),
                Text.of(finding.path("name")),
                Text.of(finding.path("kind")),
                Text.of(finding.path("redisRevision")),
                Text.of(finding.path("archiveRevision")),
                Text.of(finding.path("repaired")),
                Text.of(finding.path("detail")));
    }

    private static void pair(List<List<String>> pairs, String word, String value) {
        if (!value.isEmpty()) {
            pairs.add(List.of(word, value));
        }
    }

    private String by() {
        var trigger = json.path("trigger");
        return "%s %s"
                .formatted(Text.of(trigger.path("kind")), Text.of(trigger.path("by")))
                .strip();
    }
}
