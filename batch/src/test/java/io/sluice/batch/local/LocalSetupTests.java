package io.sluice.batch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.servers.Ports;
import io.sluice.setting.Namespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalSetupTests {
    private final Properties properties = new Properties();

    @TempDir
    Path root;

    @BeforeEach
    void given() throws IOException {
        var jar = Files.createFile(root.resolve("app.jar"));
        properties.setProperty("sluice.local.root", root.toString());
        properties.setProperty("sluice.local.api-jar", jar.toString());
        properties.setProperty("sluice.local.batch-jar", jar.toString());
    }

    @Test
    void ofWhenNothingIsAskedForThenThePortsAreThoseOfTheDocumentation() {
        var setup = LocalSetup.of(properties);

        assertThat(setup.ports()).extracting(LocalPort::number).containsExactly(16_379, 13_306, 8080, 8081, 8090);
        assertThat(setup.home()).isEqualTo(root.resolve(".sluice"));
        assertThat(setup.ending()).isEqualTo(LocalSetup.Ending.STAY);
        assertThat(setup.file()).isNull();
    }

    @Test
    void ofWhenAskedForThenItIsTaken() {
        properties.setProperty("sluice.api2.port", "9081");
        properties.setProperty("sluice.exit", "true");
        properties.setProperty("sluice.namespace", "mine");

        var setup = LocalSetup.of(properties);

        assertThat(setup.api2().number()).isEqualTo(9081);
        assertThat(setup.ending()).isEqualTo(LocalSetup.Ending.EXIT);
        assertThat(setup.namespace()).isEqualTo(new Namespace("mine"));
    }

    @ParameterizedTest
    @CsvSource({
        "sluice.redis.port, many",
        "sluice.redis.port, 0",
        "sluice.batch.port, 65536",
        "sluice.exit, perhaps",
        "sluice.namespace, Not this",
        "sluice.local.api-jar, none.jar"
    })
    void ofWhenAPropertyIsWrongThenOneLineNamesIt(String property, String value) {
        properties.setProperty(property, value);

        assertThatThrownBy(() -> LocalSetup.of(properties))
                .isInstanceOf(LocalRunException.class)
                .hasMessageStartingWith(property)
                .hasMessageContaining("expected: ");
    }

    @Test
    void requireFreeWhenAPortIsTakenThenOneLineNamesItAndTheProperty() throws IOException {
        try (var taken = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress())) {
            var port = new LocalPort("batch", "sluice.batch.port", taken.getLocalPort());

            assertThatThrownBy(() -> LocalPort.requireFree(List.of(port)))
                    .isInstanceOf(LocalRunException.class)
                    .hasMessage("port %d for batch is taken (move it with -Dsluice.batch.port=<port>)"
                            .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void requireFreeWhenTwoPortsAreTheSameThenOneLineNamesBoth() {
        var port = Ports.free();
        var ports = List.of(
                new LocalPort("api", "sluice.api.port", port), new LocalPort("batch", "sluice.batch.port", port));

        assertThatThrownBy(() -> LocalPort.requireFree(ports))
                .isInstanceOf(LocalRunException.class)
                .hasMessageContainingAll("sluice.api.port", "sluice.batch.port");
    }

    @Test
    void requireFreeWhenAllAreFreeThenNothingHappens() {
        LocalPort.requireFree(List.of(new LocalPort("batch", "sluice.batch.port", Ports.free())));
    }
}
