package io.sluice.batch.schedule;

import io.sluice.batch.run.Failures;
import io.sluice.batch.run.Misfires;
import org.quartz.Trigger;
import org.quartz.listeners.TriggerListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Counts firings that were late; the node that notices one does. Thread-safe. */
final class MisfireCounter extends TriggerListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(MisfireCounter.class);

    private final Misfires misfires;

    MisfireCounter(Misfires misfires) {
        this.misfires = misfires;
    }

    @Override
    public String getName() {
        return "sluice-misfires";
    }

    @Override
    public void triggerMisfired(Trigger trigger) {
        var job = trigger.getJobKey().getName();
        try {
            misfires.add(job);
        } catch (DataAccessException e) {
            // That the firing is made up for matters more.
            LOG.warn("schedule of {}: late once more, and not counted; {}", job, Failures.causes(e));
        }
    }
}
