package io.sluice.store;

import io.lettuce.core.resource.ClientResources;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read and write connections to Redis, and their timer: one set for all stores of this process, there for as long
 * as any of them is open. Sets of their own would only wake each other up. What reconnects is of each store, and ends with it.
 * Thread-safe.
 */
final class NetworkThreads {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkThreads.class);
    private static final NetworkThreads OF_THIS_PROCESS = new NetworkThreads();

    private @Nullable ClientResources threads;
    private int users;

    private NetworkThreads() {}

    /** Resources on the threads of this process, to which {@link #release} is owed. */
    static ClientResources.Builder acquire() {
        var threads = OF_THIS_PROCESS.take();
        return ClientResources.builder()
                .eventLoopGroupProvider(threads.eventLoopGroupProvider())
                .timer(threads.timer());
    }

    /** Ends the resources, which are of one {@link #acquire}, and the threads if nobody else is on them. */
    static void release(ClientResources... resources) {
        for (var each : resources) {
            shutDown(each);
        }
        OF_THIS_PROCESS.giveBack();
    }

    private synchronized ClientResources take() {
        if (users++ == 0) {
            threads = ClientResources.create();
        }
        return Objects.requireNonNull(threads);
    }

    private synchronized void giveBack() {
        if (--users == 0) {
            shutDown(Objects.requireNonNull(threads));
            threads = null;
        }
    }

    /** Netty does not always tell that it has ended, and nobody who ends shall wait for that. */
    private static void shutDown(ClientResources resources) {
        if (!resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS)) {
            LOG.warn("connections to Redis: their threads have not ended in time; going on");
        }
    }
}
