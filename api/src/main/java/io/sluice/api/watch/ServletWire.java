package io.sluice.api.watch;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The connection of a request, by the non-blocking writes of the Servlet API. */
final class ServletWire implements Wire {
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Runnable hangUp;
    /** Until then the request's own thread is still at work on the answer. */
    private volatile boolean isBegun;

    /** Takes over the connection of a request for which async processing has begun. */
    ServletWire(AsyncContext context, ServletOutputStream out, Runnable hangUp) {
        this.context = context;
        this.out = out;
        this.hangUp = hangUp;
    }

    @Override
    public void serve(EventStream stream) {
        context.addListener(new Fate(stream));
        out.setWriteListener(new Writable(stream));
    }

    @Override
    public boolean isReady() {
        return isBegun && out.isReady();
    }

    @Override
    public boolean isIdle() {
        return !isBegun || out.isReady();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void complete() {
        context.complete();
    }

    @Override
    public void hangUp() {
        hangUp.run();
    }

    private final class Writable implements WriteListener {
        private final EventStream stream;

        Writable(EventStream stream) {
            this.stream = stream;
        }

        @Override
        public void onWritePossible() {
            isBegun = true;
            stream.wake();
        }

        @Override
        public void onError(Throwable failure) {
            stream.gone();
        }
    }

    private record Fate(EventStream stream) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            stream.gone();
        }

        @Override
        public void onTimeout(@Nullable AsyncEvent event) {
            // There is none.
        }

        @Override
        public void onError(AsyncEvent event) {
            stream.gone();
            event.getAsyncContext().complete();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts it again.
        }
    }
}
