package io.sluice.batch.command;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a node is.
 *
 * @param uri of HTTP, without a path at its end
 */
record NodeAddress(URI uri) {
    static final NodeAddress DEFAULT = new NodeAddress(URI.create("http://127.0.0.1:8090"));

    private static final int PATIENCE_MILLIS = 2000;

    NodeAddress {
        var scheme = uri.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || uri.getHost() == null) {
            throw refused("not an address of HTTP");
        }
        if (uri.getRawUserInfo() != null) {
            throw refused("holds a user");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused("has a query or a fragment");
        }
    }

    /** @param from where it was given, for messages */
    static NodeAddress of(String text, String from) {
        try {
            return new NodeAddress(new URI(text.strip().replaceAll("/+$", "")));
        } catch (URISyntaxException e) {
            throw CommandException.usage(from + ": cannot be read", "expected: such as " + DEFAULT);
        }
    }

    /** Whether there is a machine but no listener; false too if that cannot be found out. */
    boolean isRefusing() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MILLIS);
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    URI resolve(String path) {
        return URI.create(uri + path);
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    /** Without the address itself: it may hold a password. */
    private static CommandException refused(String why) {
        return CommandException.usage("--url: " + why, "expected: such as http://127.0.0.1:8090");
    }
}
