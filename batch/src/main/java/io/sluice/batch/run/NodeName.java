package io.sluice.batch.run;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What this process is called, in the records of the runs that it carries out or helps with.
 *
 * @param text not empty
 */
public record NodeName(String text) {
    public NodeName {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("name of the node: empty (expected: some characters)");
        }
    }

    /** If it is given no name: of host, process and chance, because process ids repeat, above all in containers. */
    static NodeName make() {
        return new NodeName("%s-%d-%s"
                .formatted(
                        host(),
                        ProcessHandle.current().pid(),
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt())));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
