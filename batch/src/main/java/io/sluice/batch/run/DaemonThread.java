package io.sluice.batch.run;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** A thread for what a process does again and again, which does not keep the process alive. */
public final class DaemonThread {
    private DaemonThread() {}

    /**
     * Starts none yet.
     *
     * @param name the beginning of that of the thread
     */
    public static ScheduledExecutorService scheduled(String name) {
        var threads = new CustomizableThreadFactory(name + "-");
        threads.setDaemon(true);
        return Executors.newSingleThreadScheduledExecutor(threads);
    }
}
