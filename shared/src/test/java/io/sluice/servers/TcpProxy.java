package io.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A loopback TCP proxy that breaks connections on request. Its port stays the same for its whole life.
 *
 * <p>Safe for use by several threads: one monitor guards all state. Threads: one accepts, two a connection carry bytes; all are
 * daemons, named after the port, and gone after {@link #close}.
 */
public final class TcpProxy implements AutoCloseable {

    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private enum Flow {
        /** Bytes are carried. */
        PASS,
        /** Bytes wait, and are carried later. */
        FREEZE,
        /** Bytes are read and thrown away. */
        SWALLOW
    }

    /** A word that becomes another on its way. */
    private record Rewriting(String word, String as) {
        Rewriting {
            if (word.length() != as.length()) {
                throw new IllegalArgumentException(
                        "rewriting: %s as %s (expected: of the same length)".formatted(word, as));
            }
        }

        byte[] in(byte[] piece, int length) {
            return new String(piece, 0, length, StandardCharsets.ISO_8859_1)
                    .replace(word, as)
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(5);

    /** How many may knock at once; the kernel makes those beyond it wait for a second. */
    private static final int BACKLOG = 1024;

    private final int port;
    private final Object monitor = new Object();
    private final Map<Direction, Flow> flows = new EnumMap<>(Direction.class);
    private final Map<Direction, Rewriting> rewritings = new EnumMap<>(Direction.class);
    private final Set<Connection> connections = new HashSet<>();
    private final Set<Thread> threads = new HashSet<>();
    private final ServerSocketFactory sockets;
    private InetSocketAddress server;
    private Duration delay = Duration.ZERO;
    /** Nothing is done to what passes: then those who carry need not meet at the monitor. Written under it. */
    private volatile boolean isPlain;

    private @Nullable ServerSocket listener;
    private @Nullable Thread accepting;
    private int accepted;

    private TcpProxy(InetSocketAddress server, int port, ServerSocketFactory sockets) {
        this.server = server;
        this.port = port;
        this.sockets = sockets;
    }

    /** Starts one on a free port in front of a server. */
    public static TcpProxy to(Server server) {
        return to(server.host(), server.port());
    }

    /** Starts one on a free port in front of an address, which may still be dead. */
    public static TcpProxy to(String host, int port) {
        var proxy = new TcpProxy(new InetSocketAddress(host, port), Ports.free(), ServerSocketFactory.getDefault());
        proxy.pass();
        return proxy;
    }

    /** Starts one that speaks TLS, in front of a server that does not. */
    public static TcpProxy encrypting(Server server, SelfSigned certificate) {
        var proxy = new TcpProxy(
                new InetSocketAddress(server.host(), server.port()),
                Ports.free(),
                certificate.context().getServerSocketFactory());
        proxy.pass();
        return proxy;
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** How many connections clients have opened since the proxy started. */
    public int accepted() {
        synchronized (monitor) {
            return accepted;
        }
    }

    /** How many connections are open. */
    public int open() {
        synchronized (monitor) {
            return connections.size();
        }
    }

    /** Undoes every fault: listens, carries bytes both ways as they are and without delay, those that were frozen first. */
    public void pass() {
        synchronized (monitor) {
            delay = Duration.ZERO;
            rewritings.clear();
            connections.forEach(connection -> connection.abandoned = false);
            flow(Flow.PASS, Direction.values());
            isPlain = true;
            if (listener == null) {
                listen();
            }
        }
    }

    /** Resets all connections and refuses new ones. */
    public void cut() {
        Thread ending;
        synchronized (monitor) {
            ending = accepting;
            accepting = null;
            if (listener != null) {
                close(listener);
                listener = null;
            }
        }
        if (ending != null) {
            // As long as it waits in the kernel, connections are still taken.
            Deadline.await("proxy on port " + port + " refusing", END, () -> !ending.isAlive());
        }
        reset();
    }

    /** Connections that are made from here on go to another server, as after a failover; those that are open stay. */
    public void redirect(Server other) {
        synchronized (monitor) {
            server = new InetSocketAddress(other.host(), other.port());
        }
    }

    /** Resets all connections once; new ones are accepted. */
    public void reset() {
        synchronized (monitor) {
            List.copyOf(connections).forEach(Connection::reset);
        }
    }

    /** Connections, new ones too, stay open and silent both ways: the peer seems hung, or its cable pulled. */
    public void freeze() {
        flow(Flow.FREEZE, Direction.values());
    }

    /** The same in one direction. */
    public void freeze(Direction direction) {
        flow(Flow.FREEZE, direction);
    }

    /** The connections that are open now stay so and silent both ways, while new ones pass: half-open, as nobody has told them. */
    public void freezeOpen() {
        synchronized (monitor) {
            isPlain = false;
            connections.forEach(connection -> connection.abandoned = true);
        }
    }

    /** Throws away what goes in this direction, for instance the reply to a command that was carried out. */
    public void swallow(Direction direction) {
        flow(Flow.SWALLOW, direction);
    }

    /** Holds back every piece of data for this long, in both directions. */
    public void delay(Duration time) {
        synchronized (monitor) {
            isPlain = false;
            delay = time;
            monitor.notifyAll();
        }
    }

    /** What goes in this direction has another word of the same length in the place of one; a word across two pieces of data stays. */
    public void rewrite(Direction direction, String word, String as) {
        synchronized (monitor) {
            isPlain = false;
            rewritings.put(direction, new Rewriting(word, as));
        }
    }

    /** Cuts, and returns when all threads have ended. */
    @Override
    public void close() {
        cut();
        Deadline.await("proxy on port " + port + " without threads", END, () -> {
            synchronized (monitor) {
                threads.removeIf(thread -> !thread.isAlive());
                return threads.isEmpty();
            }
        });
    }

    private void flow(Flow flow, Direction... directions) {
        synchronized (monitor) {
            isPlain = false;
            for (Direction direction : directions) {
                flows.put(direction, flow);
            }
            monitor.notifyAll();
        }
    }

    private InetSocketAddress address() {
        synchronized (monitor) {
            return server;
        }
    }

    private void listen() {
        try {
            var socket = sockets.createServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            listener = socket;
            accepting = run("accept", () -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("proxy on port " + port + ": cannot listen", e);
        }
    }

    private Thread run(String role, Runnable work) {
        var thread = new Thread(work, "proxy-" + port + "-" + role);
        thread.setDaemon(true);
        threads.removeIf(ended -> !ended.isAlive());
        thread.start();
        threads.add(thread);
        return thread;
    }

    private void accept(ServerSocket socket) {
        while (true) {
            try {
                Socket client = socket.accept();
                synchronized (monitor) {
                    var connection = new Connection(client, new Socket(), ++accepted);
                    connections.add(connection);
                    if (socket.isClosed()) {
                        connection.reset();
                    } else {
                        var unused = run(connection.name("to-server"), connection::connectAndCarry);
                    }
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("socket " + socket + ": not closed", e);
        }
    }

    /** A client's connection and the one to the server that belongs to it. */
    private final class Connection {

        private final Socket client;
        private final Socket server;
        private final int number;
        private int carrying = 2;
        private boolean abandoned;

        Connection(Socket client, Socket server, int number) {
            this.client = client;
            this.server = server;
            this.number = number;
        }

        String name(String role) {
            return number + "-" + role;
        }

        void connectAndCarry() {
            try {
                client.setTcpNoDelay(true);
                server.connect(address(), (int) CONNECT.toMillis());
                server.setTcpNoDelay(true);
            } catch (IOException refused) {
                reset();
                return;
            }
            synchronized (monitor) {
                if (!connections.contains(this)) {
                    return;
                }
                var unused = run(name("to-client"), () -> carry(server, client, Direction.TO_CLIENT));
            }
            carry(client, server, Direction.TO_SERVER);
        }

        private void carry(Socket from, Socket to, Direction direction) {
            byte[] piece = new byte[16 * 1024];
            try {
                for (int length = from.getInputStream().read(piece);
                        length >= 0;
                        length = from.getInputStream().read(piece)) {
                    if (mayPass(direction)) {
                        send(piece, length, to, direction);
                    }
                }
                mayPass(direction);
                to.shutdownOutput();
                synchronized (monitor) {
                    if (--carrying == 0) {
                        end();
                    }
                }
            } catch (IOException broken) {
                reset(); // a reset on one side becomes one on the other
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reset();
            }
        }

        private void send(byte[] piece, int length, Socket to, Direction direction) throws IOException {
            Rewriting rewriting = null;
            if (!isPlain) {
                synchronized (monitor) {
                    rewriting = rewritings.get(direction);
                }
            }
            if (rewriting == null) {
                to.getOutputStream().write(piece, 0, length);
            } else {
                to.getOutputStream().write(rewriting.in(piece, length));
            }
        }

        /** Waits while the direction is frozen and for the delay; false if the bytes are to be thrown away. */
        private boolean mayPass(Direction direction) throws InterruptedException, IOException {
            if (isPlain) {
                return true;
            }
            long start = System.nanoTime();
            synchronized (monitor) {
                while (connections.contains(this)) {
                    Flow flow = flows.get(direction);
                    long left = start + delay.toNanos() - System.nanoTime();
                    if (abandoned || flow == Flow.FREEZE) {
                        monitor.wait();
                    } else if (left > 0) {
                        monitor.wait(left / 1_000_000, (int) (left % 1_000_000));
                    } else {
                        return flow != Flow.SWALLOW;
                    }
                }
            }
            throw new IOException("connection " + number + ": reset");
        }

        /** RST instead of FIN. */
        void reset() {
            try {
                client.setSoLinger(true, 0);
                server.setSoLinger(true, 0);
            } catch (IOException closed) {
                // has ended by itself, nothing is left to reset
            }
            end();
        }

        private void end() {
            TcpProxy.close(client);
            TcpProxy.close(server);
            synchronized (monitor) {
                connections.remove(this);
                monitor.notifyAll();
            }
        }
    }
}
