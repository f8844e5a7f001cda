package io.sluice.batch;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the process ends soon after the signal, also when something hangs that it would have to wait for, such as
 * a database that does not answer. What is cut off is repeated by the next run.
 */
final class ExitDeadline {
    private static final Logger LOG = LoggerFactory.getLogger(ExitDeadline.class);
    /** Within ten seconds, the process is gone. */
    private static final Duration LONGEST = Duration.ofSeconds(9);
    /** As if the signal had ended it: 128 and the number of TERM. */
    private static final int CODE = 143;

    private ExitDeadline() {}

    /** From now on, in this process. */
    static void keep() {
        // A hook would itself be waited for, so it only starts the clock.
        Runtime.getRuntime().addShutdownHook(new Thread(ExitDeadline::startClock, "exit-signal"));
    }

    private static void startClock() {
        var clock = new Thread(ExitDeadline::halt, "exit-deadline");
        clock.setDaemon(true);
        clock.start();
    }

    private static void halt() {
        long until = System.nanoTime() + LONGEST.toNanos();
        for (long left = LONGEST.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        LOG.warn(
                "stop: not done within {} s, ends as it is; the next run repeats what was cut off",
                LONGEST.toSeconds());
        Runtime.getRuntime().halt(CODE);
    }
}
