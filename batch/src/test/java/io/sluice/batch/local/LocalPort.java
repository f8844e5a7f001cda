package io.sluice.batch.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A loopback port that the local run needs.
 *
 * @param use who listens there
 * @param property which moves it
 * @param number 1..65535
 */
record LocalPort(String use, String property, int number) {
    static final String HOST = "127.0.0.1";

    LocalPort {
        if (number < 1 || number > 65_535) {
            throw wrong(property, Integer.toString(number));
        }
    }

    static LocalPort of(Properties properties, String use, String property, int standard) {
        var given = properties.getProperty(property, "").strip();
        try {
            return new LocalPort(use, property, given.isEmpty() ? standard : Integer.parseInt(given));
        } catch (NumberFormatException e) {
            throw wrong(property, given);
        }
    }

    /** @throws LocalRunException in one line, if one of them is taken, or two are the same */
    static void requireFree(List<LocalPort> ports) {
        var seen = new TreeMap<Integer, LocalPort>();
        for (var port : ports) {
            var other = seen.put(port.number, port);
            if (other != null) {
                throw new LocalRunException("%s: %d (expected: another port than that of %s)"
                        .formatted(port.property, port.number, other.property));
            }
        }
        var taken = ports.stream().filter(LocalPort::isTaken).toList();
        if (!taken.isEmpty()) {
            throw new LocalRunException(taken.stream()
                    .map(port -> "port %d for %s is taken (move it with -D%s=<port>)"
                            .formatted(port.number, port.use, port.property))
                    .collect(Collectors.joining("; ")));
        }
    }

    String address() {
        return HOST + ":" + number;
    }

    private boolean isTaken() {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static LocalRunException wrong(String property, String given) {
        return new LocalRunException("%s: %s (expected: a port, 1 to 65535)".formatted(property, given));
    }
}
