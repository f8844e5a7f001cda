package io.sluice.api.watch;

import io.sluice.api.ApiNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Very many clients that watch, on the one thread that calls. They look at text only. */
final class Crowd implements AutoCloseable {
    private final Selector selector;
    private final List<Member> members = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

    private Crowd(Selector selector) {
        this.selector = selector;
    }

    /** One connection, and the end of what has come on it. */
    private static final class Member {
        private final SocketChannel channel;
        private final StringBuilder tail = new StringBuilder();

        Member(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** Opens so many streams. */
    static Crowd of(int size, ApiNode node, String path) throws IOException {
        var crowd = new Crowd(Selector.open());
        var request = "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(path, ApiNode.READER)
                .getBytes(StandardCharsets.US_ASCII);
        var address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(node.address()).getPort());
        for (int i = 0; i < size; i++) {
            var channel = SocketChannel.open(address);
            channel.configureBlocking(false);
            var member = new Member(channel);
            crowd.members.add(member);
            channel.register(crowd.selector, SelectionKey.OP_READ, member);
            channel.write(ByteBuffer.wrap(request));
        }
        return crowd;
    }

    /** Reads until each has got a text that contains this; answers how many have within that time. */
    int await(String text, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Predicate<Member> has = member -> member.tail.indexOf(text) >= 0;
        long left = patience.toMillis();
        int got = (int) members.stream().filter(has).count();
        while (got < members.size() && left > 0) {
            selector.select(left);
            for (var key : selector.selectedKeys()) {
                var member = (Member) key.attachment();
                boolean had = has.test(member);
                read(key, member);
                got += !had && has.test(member) ? 1 : 0;
            }
            selector.selectedKeys().clear();
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
        return got;
    }

    /** Forgets what has come. */
    void forget() {
        members.forEach(member -> member.tail.setLength(0));
    }

    @Override
    public void close() {
        try {
            for (var member : members) {
                member.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("crowd: not closed", e);
        }
    }

    private void read(SelectionKey key, Member member) throws IOException {
        buffer.clear();
        if (member.channel.read(buffer) < 0) {
            key.cancel();
            throw new IOException("stream: ended after %s".formatted(member.tail));
        }
        member.tail.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
    }
}
