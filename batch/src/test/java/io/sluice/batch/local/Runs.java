package io.sluice.batch.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The drains that batch has carried out, told once each. For one thread. */
final class Runs {
    private final Caller batch;
    private final Set<String> told = new HashSet<>();

    /** Those that there are already count as told. */
    Runs(Caller batch) {
        this.batch = batch;
        fresh();
    }

    /**
     * A drain that has ended.
     *
     * @param trigger what set it off, in words
     * @param error why it failed; empty if it did not
     */
    record Run(
            String id,
            String status,
            String trigger,
            Instant startedAt,
            Instant endedAt,
            long read,
            long written,
            long superseded,
            long quarantined,
            long history,
            String error) {
        static Run of(JsonNode run) {
            return new Run(
                    run.path("id").asString(),
                    run.path("status").asString().toLowerCase(Locale.ROOT),
                    trigger(run.path("trigger")),
                    Instant.parse(run.path("startedAt").asString()),
                    Instant.parse(run.path("endedAt").asString()),
                    run.path("read").asLong(),
                    run.path("written").asLong(),
                    run.path("superseded").asLong(),
                    run.path("quarantined").asLong(),
                    run.path("history").asLong(),
                    run.path("error").asString(""));
        }

        private static String trigger(JsonNode trigger) {
            var kind = trigger.path("kind").asString();
            return kind.equals("operator") ? kind + " " + trigger.path("by").asString() : kind;
        }

        Duration took() {
            return Duration.between(startedAt, endedAt);
        }
    }

    /** Those that have ended since the last call and did something or failed, the oldest first. */
    List<Run> fresh() {
        var fresh = new ArrayList<Run>();
        for (var run : batch.get("/v1/runs?job=drain&limit=100").json().path("runs")) {
            if (run.hasNonNull("endedAt") && told.add(run.path("id").asString())) {
                fresh.add(Run.of(run));
            }
        }
        Collections.reverse(fresh);
        return fresh;
    }
}
