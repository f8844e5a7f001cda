package io.sluice.faults.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks as a careful client does: with one id for all attempts, at one node and then at the other, and not for ever. */
final class Caller {
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final List<Surface> nodes;
    private final Journal journal;
    private final BooleanSupplier over;

    /** @param over whether there is to be no further attempt */
    Caller(List<Surface> nodes, Journal journal, BooleanSupplier over) {
        this.nodes = List.copyOf(nodes);
        this.journal = journal;
        this.over = over;
    }

    /**
     * Asks until there is an answer, or no use in asking.
     *
     * @param first index of the node that is asked first
     */
    Recorded ask(Call call, int first) {
        long begun = Journal.now();
        boolean mayBeDone = false;
        Outcome outcome = null;
        int attempts = 0;
        while (outcome == null && attempts < Load.ATTEMPTS && !(attempts > 0 && over.getAsBoolean())) {
            if (attempts > 0) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            var node = nodes.get((first + attempts) % nodes.size());
            attempts++;
            try {
                var answer = node.ask(call, PATIENCE);
                outcome = settled(call, answer, mayBeDone);
                mayBeDone |= outcome == null && !isNotDone(answer);
            } catch (ConnectException | HttpConnectTimeoutException nobodyThere) {
                // Asks the next one: nothing was sent.
            } catch (IOException noAnswer) {
                mayBeDone = true;
            }
        }
        if (outcome == null) {
            outcome = mayBeDone ? new Outcome.Unknown() : new Outcome.NotDone();
        }
        var recorded = new Recorded(call, outcome, begun, Journal.now(), attempts);
        journal.add(recorded);
        return recorded;
    }

    /** Null where another attempt may bring more. */
    private static @Nullable Outcome settled(Call call, Surface.Answer answer, boolean mayBeDone) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            var json = answer.json();
            return new Outcome.Done(json.path("revision").asLong(), proven(call, status, json));
        }
        // After an attempt without an answer, a conflict may be one with what that attempt did, where Redis has
        // forgotten it.
        if (status >= 500 || status == 429) {
            return null;
        }
        return mayBeDone ? new Outcome.Unknown() : new Outcome.Refused(status);
    }

    private static Level proven(Call call, int status, JsonNode json) {
        return status == 202
                ? Level.of(json.path("durability").path("proven").asString(Level.MEMORY.word()))
                : call.level();
    }

    private static boolean isNotDone(Surface.Answer answer) {
        return answer.status() == 429
                || (answer.status() == 503
                        && (answer.body().contains("\"outcome\":\"not-done\"")
                                || answer.body().contains("urn:sluice:problem:unavailable")));
    }
}
