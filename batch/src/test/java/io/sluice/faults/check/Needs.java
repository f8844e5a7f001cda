package io.sluice.faults.check;

import io.sluice.faults.load.Outcome.Done;
import io.sluice.faults.load.Outcome.Refused;
import io.sluice.faults.load.Recorded;
import java.util.List;
import java.util.Set;

/** Writes need Redis and one node that takes them, and nothing else: whatever else is away, they are answered. */
public final class Needs {
    /** After it a node has started again and found its Redis. */
    private static final long RECOVERY = 20_000_000;

    private final Set<String> takers;
    private final String redis;
    private final Breaches breaches;

    /**
     * Something that was wrong.
     *
     * @param with whom
     * @param from microseconds since 1970
     * @param to microseconds since 1970
     */
    public record Trouble(Set<String> with, long from, long to) {}

    /** @param takers names of the nodes that take writes */
    public Needs(Set<String> takers, String redis, Breaches breaches) {
        this.takers = Set.copyOf(takers);
        this.redis = redis;
        this.breaches = breaches;
    }

    /**
     * Judges all calls that were repeated until the client gave up.
     *
     * @param attempts after which it does
     * @return how many were made and answered while something else was wrong
     */
    public long judge(List<Recorded> calls, List<Trouble> troubles, int attempts) {
        long answered = 0;
        for (var call : calls) {
            var meanwhile = troubles.stream()
                    .filter(trouble -> trouble.from() <= call.ended() && trouble.to() + RECOVERY >= call.begun())
                    .toList();
            if (hasWhatItNeeds(meanwhile)) {
                boolean isAnswered = call.outcome() instanceof Done || call.outcome() instanceof Refused;
                breaches.require(
                        isAnswered || call.attempts() < attempts,
                        Law.NEEDS_ARE_FEW,
                        "%s had no answer in %d ms (%s), while there was only %s"
                                .formatted(
                                        call.call().id(),
                                        (call.ended() - call.begun()) / 1000,
                                        call.outcome(),
                                        meanwhile));
                answered += isAnswered && !meanwhile.isEmpty() ? 1 : 0;
            }
        }
        return answered;
    }

    private boolean hasWhatItNeeds(List<Trouble> meanwhile) {
        return meanwhile.stream().noneMatch(trouble -> trouble.with().contains(redis))
                && takers.stream()
                        .anyMatch(taker -> meanwhile.stream()
                                .noneMatch(trouble -> trouble.with().contains(taker)));
    }
}
