package io.sluice.watch;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** A fault, and how a subscriber notices it and recovers. */
final class Outage {
    /** How many heartbeats a step may take on a busy machine, where it should take two. */
    private static final int PATIENCE = 10;

    private final String fault;
    private final Recorder recorder;
    private final Duration heartbeat;
    private final long begun = System.nanoTime();
    private long over = begun;

    Outage(String fault, Recorder recorder, Duration heartbeat) {
        this.fault = fault;
        this.recorder = recorder;
        this.heartbeat = heartbeat;
    }

    void awaitStale() {
        awaitFirst(WatchState.STALE, begun);
    }

    /** To be called just before the fault ends, if it does not end by itself. */
    void over() {
        over = System.nanoTime();
    }

    /** Noticed, and live again; says how long both took. */
    void awaitLive() {
        long stale = awaitFirst(WatchState.STALE, begun);
        long live = awaitFirst(WatchState.LIVE, Math.max(stale, over));
        System.out.printf(
                "%s: STALE after %d ms, LIVE %d ms after %s (heartbeat %d ms)%n",
                fault,
                Duration.ofNanos(stale - begun).toMillis(),
                Duration.ofNanos(live - over).toMillis(),
                over == begun ? "it began" : "it was over",
                heartbeat.toMillis());
    }

    private long awaitFirst(WatchState state, long from) {
        await("%s, then %s".formatted(fault, state))
                .atMost(heartbeat.multipliedBy(PATIENCE))
                .until(() -> recorder.first(state, from).isPresent());
        return recorder.first(state, from).orElseThrow().at();
    }
}
