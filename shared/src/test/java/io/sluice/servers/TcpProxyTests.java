package io.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTests {

    private static final int RESET_ME = 99;
    private static final int BRIEFLY = 150;
    private static final int LONG = 10_000;

    private ServerSocket echo;
    private TcpProxy proxy;
    private volatile int echoed;

    @BeforeEach
    void startEcho() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::accept, "echo-accept");
        thread.setDaemon(true);
        thread.start();
        proxy = TcpProxy.to("127.0.0.1", echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passWhenNothingIsWrongThenBytesGoBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(exchange(client, 42)).isEqualTo(42);
            client.shutdownOutput();
            assertThat(client.getInputStream().read())
                    .as("end of stream comes through")
                    .isEqualTo(-1);
        }
        assertThat(proxy.accepted()).isEqualTo(1);
        Deadline.await("connection forgotten", Duration.ofSeconds(5), () -> proxy.open() == 0);
    }

    @Test
    void cutWhenConnectedThenResetAndRefusedUntilPass() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.cut();
            assertThatIOException().isThrownBy(() -> exchange(client, 2)).withMessageContaining("reset");
        }
        assertThatIOException().isThrownBy(this::connect);

        proxy.pass();
        try (Socket client = connect()) {
            assertThat(exchange(client, 3)).isEqualTo(3);
        }
    }

    @Test
    void resetWhenConnectedThenOnlyTheOldConnectionEnds() throws IOException {
        try (Socket old = connect()) {
            exchange(old, 1);
            proxy.reset();
            assertThatIOException().isThrownBy(() -> exchange(old, 2));
        }
        try (Socket next = connect()) {
            assertThat(exchange(next, 3)).isEqualTo(3);
        }
    }

    @Test
    void freezeWhenResumedThenSilenceAndThenTheHeldBytes() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.freeze();
            client.getOutputStream().write(2);
            assertSilent(client);
            proxy.pass();
            assertThat(read(client)).isEqualTo(2);
        }
    }

    @Test
    void freezeOpenWhenConnectedThenOnlyTheOldConnectionIsSilent() throws IOException {
        try (Socket old = connect()) {
            exchange(old, 1);
            proxy.freezeOpen();
            old.getOutputStream().write(2);
            assertSilent(old);
            try (Socket next = connect()) {
                assertThat(exchange(next, 3)).isEqualTo(3);
            }
            assertSilent(old);
            proxy.pass();
            assertThat(read(old)).isEqualTo(2);
        }
    }

    @Test
    void rewriteWhenTheWordGoesThatWayThenItArrivesAsTheOther() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.rewrite(TcpProxy.Direction.TO_SERVER, "a", "b");
            assertThat(exchange(client, 'a')).isEqualTo('b');
            assertThat(exchange(client, 'd')).isEqualTo('d');
            proxy.rewrite(TcpProxy.Direction.TO_CLIENT, "b", "a");
            assertThat(exchange(client, 'a')).isEqualTo('a');
            assertThat(echoed).isEqualTo('b');
            proxy.pass();
            assertThat(exchange(client, 'b')).isEqualTo('b');
        }
    }

    @Test
    void rewriteWhenTheLengthsDifferThenRefuses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.rewrite(TcpProxy.Direction.TO_SERVER, "a", "bc"))
                .withMessageContaining("same length");
    }

    @Test
    void freezeWhenOnlyTowardsTheClientThenTheServerStillReceives() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.freeze(TcpProxy.Direction.TO_CLIENT);
            int before = echoed;
            client.getOutputStream().write(2);
            Deadline.await("server has it", Duration.ofSeconds(5), () -> echoed > before);
            assertSilent(client);
        }
    }

    @Test
    void swallowWhenPassedThenTheReplyIsGone() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.swallow(TcpProxy.Direction.TO_CLIENT);
            client.getOutputStream().write(2);
            assertSilent(client);
            proxy.pass();
            assertThat(exchange(client, 3)).isEqualTo(3);
        }
    }

    @Test
    void delayWhenSetThenEveryReplyTakesTwiceThat() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.delay(Duration.ofMillis(60));
            long start = System.nanoTime();
            exchange(client, 2);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        }
    }

    @Test
    void openWhenTheServerIsDeadThenTheClientIsReset() throws IOException {
        echo.close();
        try (Socket client = connect()) {
            assertThatIOException().isThrownBy(() -> client.getInputStream().read());
        }
    }

    @Test
    void passWhenTheServerResetsThenTheClientIsReset() throws IOException {
        try (Socket client = connect()) {
            exchange(client, 1);
            assertThatIOException().isThrownBy(() -> exchange(client, RESET_ME)).withMessageContaining("reset");
        }
    }

    @Test
    void closeWhenFrozenThenAllThreadsEnd() throws IOException {
        String mine = "proxy-" + proxy.port();
        try (Socket client = connect()) {
            exchange(client, 1);
            proxy.freeze();
            client.getOutputStream().write(2);
            proxy.close();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith(mine));
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = echo.accept();
                var thread = new Thread(() -> echo(socket), "echo");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            for (int value = socket.getInputStream().read();
                    value >= 0;
                    value = socket.getInputStream().read()) {
                echoed = value;
                if (value == RESET_ME) {
                    socket.setSoLinger(true, 0);
                    return;
                }
                socket.getOutputStream().write(value);
            }
        } catch (IOException reset) {
            // what most of these tests do to it
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout(LONG);
        return socket;
    }

    private static int exchange(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return read(client);
    }

    private static int read(Socket client) throws IOException {
        client.setSoTimeout(LONG);
        return client.getInputStream().read();
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(BRIEFLY);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.getInputStream().read());
    }
}
