package io.sluice.batch.schedule;

import io.sluice.batch.run.Failures;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells when firings begin to fail before there is a run to tell it, and when they work again. Thread-safe. */
@Component
final class FiringJournal {
    private static final Logger LOG = LoggerFactory.getLogger(FiringJournal.class);

    private final AtomicReference<State> state = new AtomicReference<>(State.WORKING);

    private enum State {
        WORKING,
        WAITING
    }

    void succeeded() {
        if (state.getAndSet(State.WORKING) == State.WAITING) {
            LOG.info("scheduled drain: WAITING -> WORKING");
        }
    }

    void failed(Exception failure) {
        if (state.getAndSet(State.WAITING) == State.WORKING) {
            LOG.warn("scheduled drain: WORKING -> WAITING, tries again at each firing; {}", Failures.causes(failure));
        }
    }
}
