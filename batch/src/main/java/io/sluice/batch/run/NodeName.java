package io.sluice.batch.run;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** What this process is called, if it is given no name. */
final class NodeName {
    private NodeName() {}

    /** Of host, process and chance: process ids repeat, above all in containers. */
    static String make() {
        return "%s-%d-%s"
                .formatted(
                        host(),
                        ProcessHandle.current().pid(),
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
