package io.sluice.servers;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Listens to channels of a Redis, with nothing of the product between. For one thread; {@link #close} for all, and ends a
 * reading.
 */
public final class RawSubscription implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket;
    private final DataInputStream in;

    private RawSubscription(Socket socket, DataInputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /**
     * One that has been confirmed for every channel.
     *
     * @throws IOException if the server cannot be reached, or does not confirm
     */
    public static RawSubscription to(Server server, List<String> channels) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var words = new String[channels.size() + 1];
            words[0] = "SUBSCRIBE";
            for (int i = 0; i < channels.size(); i++) {
                words[i + 1] = channels.get(i);
            }
            socket.getOutputStream().write(Resp.request(words));
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            for (int i = 0; i < channels.size(); i++) {
                Resp.reply(in);
            }
            socket.setSoTimeout(0);
            return new RawSubscription(socket, in);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** The next message, as long as that takes; null for a push of another kind. */
    public @Nullable Heard next() throws IOException {
        return Resp.reply(in) instanceof List<?> push && push.size() == 3 && "message".equals(push.get(0))
                ? new Heard(String.valueOf(push.get(1)), String.valueOf(push.get(2)))
                : null;
    }

    /** A message as it came. */
    public record Heard(String channel, String text) {}

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
