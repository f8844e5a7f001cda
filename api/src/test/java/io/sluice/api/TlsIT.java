package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    private static final String PASSWORD = "change-it";

    @TempDir
    private Path folder;

    @Test
    void nodeWhenItHasABundleThenSpeaksHttpsAndNothingElse() throws Exception {
        var keys = keys();
        try (var node = ApiNode.startUnready(
                RedisServer.shared().host(),
                RedisServer.shared().port(),
                "--spring.ssl.bundle.jks.web.keystore.location=" + keys.toUri(),
                "--spring.ssl.bundle.jks.web.keystore.type=PKCS12",
                "--spring.ssl.bundle.jks.web.keystore.password=" + PASSWORD,
                "--server.ssl.bundle=web")) {
            var address = node.address().replace("http:", "https:").replace("127.0.0.1", "localhost");
            var client = HttpClient.newBuilder().sslContext(trusting(keys)).build();
            var request = HttpRequest.newBuilder(URI.create(address + "/v1/nodes"));
            var answer = client.send(
                    request.header("Authorization", "Bearer " + ApiNode.READER).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security").orElseThrow())
                    .contains("max-age=31536000");
            var refused = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/v1/nodes")).build(), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("Strict-Transport-Security"))
                    .isPresent();
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            // A client that does not trust the certificate.
            assertThatIOException()
                    .isThrownBy(() -> HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()));
            var plain = node.call(ApiNode.READER, "GET", "/v1/nodes", null);
            assertThat(plain.statusCode()).as("over plain HTTP").isEqualTo(400);
        }
    }

    /** Made by the tool of the JDK, as docs/operations.md shows. */
    private Path keys() throws IOException, InterruptedException {
        var keys = folder.resolve("web.p12");
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-alias",
                        "web",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keys.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return keys;
    }

    private static SSLContext trusting(Path keys) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("web", store.getCertificate("web"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
