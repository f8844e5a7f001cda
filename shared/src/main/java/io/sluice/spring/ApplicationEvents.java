package io.sluice.spring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes application events in order, on a thread of its own: Spring calls listeners on the thread that publishes, and
 * neither the network's nor the watcher's may wait for them. What happens before the application's listeners are there is
 * published once they are.
 */
final class ApplicationEvents implements SmartLifecycle, AutoCloseable {
    private final ApplicationEventPublisher publisher;
    private final CountDownLatch listening = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var publishing = new Thread(task, "sluice-events");
        publishing.setDaemon(true);
        return publishing;
    });

    ApplicationEvents(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
        thread.execute(this::awaitListeners);
    }

    /** Publishes it later; not at all once this is closed. */
    void publish(Object event) {
        if (!thread.isShutdown()) {
            thread.execute(() -> publisher.publishEvent(event));
        }
    }

    @Override
    public void start() {
        listening.countDown();
    }

    /** What stops the application's parts is published as well; {@link #close} ends it. */
    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
        return listening.getCount() == 0 && !thread.isShutdown();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void awaitListeners() {
        try {
            listening.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
