package io.sluice.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports for servers. Free ones lie below the range from which operating systems take the source port of an outgoing
 * connection: otherwise a client that keeps reconnecting to a stopped server could be given that very port as its source and
 * connect to itself, and the server could not come back.
 */
public final class Ports {

    private static final int FIRST = 18_000;
    private static final int LAST = 32_000;

    private Ports() {}

    /** A port that nobody listens on right now; nothing reserves it. */
    public static int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("free port: none found (expected: one in " + FIRST + ".." + LAST + ")");
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
