package io.sluice.api.watch;

import java.io.IOException;

/** A client's connection, written to without ever waiting. Its stream makes one call at a time, and none after the last two. */
interface Wire {
    /** Tells that stream from now on when there is room, and when the connection is gone. */
    void serve(EventStream stream);

    /** Whether it takes something now; where it does not, the stream is woken once it does. */
    boolean isReady();

    /** Takes some bytes; only while it is ready. */
    void write(byte[] bytes, int from, int length) throws IOException;

    /** Sends what it has taken; only while it is ready. */
    void flush() throws IOException;

    /** Whether nothing of what it has taken is still to be sent. */
    boolean isIdle();

    /** Ends the answer in good order; only while it is idle, or the thread that does this waits for the client. */
    void complete();

    /** Cuts the connection, whatever is still under way. */
    void hangUp();
}
