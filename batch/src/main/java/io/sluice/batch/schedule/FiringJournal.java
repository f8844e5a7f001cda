package io.sluice.batch.schedule;

import io.sluice.batch.run.Failures;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells when firings begin to fail before there is a run to tell it, and when they work again. Thread-safe. */
@Component
final class FiringJournal {
    private static final Logger LOG = LoggerFactory.getLogger(FiringJournal.class);

    private final Map<String, State> states = new ConcurrentHashMap<>();

    private enum State {
        WORKING,
        WAITING
    }

    void succeeded(String job) {
        if (states.put(job, State.WORKING) == State.WAITING) {
            LOG.info("scheduled {}: WAITING -> WORKING", job);
        }
    }

    void failed(String job, Exception failure) {
        if (states.put(job, State.WAITING) != State.WAITING) {
            LOG.warn("scheduled {}: WORKING -> WAITING, tries again at each firing; {}", job, Failures.causes(failure));
        }
    }
}
