package io.sluice.batch.command;

import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Waits until all that was acknowledged is proven in the archive. */
record Barrier(Session session) {
    /** A proxy may not like calls that are silent for longer. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * Asks until it is proven, or the time is over: what a later call proves includes what the first one was asked to.
     *
     * @param order what it is for
     * @return the last answer
     */
    JsonNode reach(ObjectNode order) {
        var patience = session.patience();
        while (true) {
            var wait = patience.leftUpTo(LONGEST_CALL);
            var answer = session.client().post("/v1/flush", order.put("timeout", Patience.text(wait)), wait);
            if (isReached(answer) || patience.isOver()) {
                return answer;
            }
            patience.pause(PAUSE);
        }
    }

    static boolean isReached(JsonNode answer) {
        return answer.path("complete").asBoolean(false);
    }
}
