package io.sluice.servers;

/**
 * A real server on a loopback port that stays the same over every stop and start. Each verb returns when its effect is there.
 * Start, stop and their like are for one thread at a time; {@link #host} and {@link #port} for all.
 */
public interface Server extends AutoCloseable {

    String host();

    int port();

    /** Starts it again after {@link #stop} or {@link #kill}, on the same port and data; ready for clients on return. */
    void start();

    /** Ends it as its operator would: connections closed, data on disk. */
    void stop();

    /** Ends it with KILL (-9). */
    void kill();

    /** Lets it stand still: connections stay open, nothing is answered. */
    void pause();

    /** Goes on after {@link #pause}. */
    void resume();

    default void restart() {
        stop();
        start();
    }

    /** Ends it for good. Its data goes with it unless it was given a folder of its own. */
    @Override
    void close();
}
