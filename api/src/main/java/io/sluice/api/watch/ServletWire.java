package io.sluice.api.watch;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The connection of a request, by the non-blocking writes of the Servlet API. */
final class ServletWire implements Wire {
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Runnable cut;
    /** Until then the request's own thread is still at work on the answer. */
    private volatile boolean isBegun;

    /** Takes over the connection of a request for which async processing has begun. */
    ServletWire(AsyncContext context, ServletOutputStream out, Runnable cut) {
        this.context = context;
        this.out = out;
        this.cut = cut;
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

    /**
     * By way of a timeout, which comes within a second: while a thread of the server is at work on the connection, which no
     * other thread can know, an error of another thread leaves the request behind as one that never ends.
     */
    @Override
    public void hangUp() {
        context.setTimeout(1);
    }

    private final class Writable implements WriteListener {
        private final EventStream stream;

        Writable(EventStream stream) {
            this.stream = stream;
        }

        @Override
        public void onWritePossible() {
            isBegun = true;
            stream.writable();
        }

        @Override
        public void onError(Throwable failure) {
            stream.gone();
        }
    }

    private final class Fate implements AsyncListener {
        private final EventStream stream;

        Fate(EventStream stream) {
            this.stream = stream;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            stream.gone();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            stream.gone();
            // Or the end would wait for the client to take the rest.
            cut.run();
            context.complete();
        }

        @Override
        public void onError(AsyncEvent event) {
            stream.gone();
            context.complete();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts it again.
        }
    }
}
