package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.servers.RedisServer;
import io.sluice.servers.SelfSigned;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    @TempDir
    private Path folder;

    @Test
    void nodeWhenItHasABundleThenSpeaksHttpsAndNothingElse() throws Exception {
        var certificate = SelfSigned.make(folder, "dns:localhost");
        try (var node = ApiNode.startUnready(
                RedisServer.shared().host(),
                RedisServer.shared().port(),
                "--spring.ssl.bundle.jks.web.keystore.location="
                        + certificate.file().toUri(),
                "--spring.ssl.bundle.jks.web.keystore.type=PKCS12",
                "--spring.ssl.bundle.jks.web.keystore.password=" + SelfSigned.PASSWORD,
                "--server.ssl.bundle=web")) {
            var address = node.address().replace("http:", "https:").replace("127.0.0.1", "localhost");
            var client =
                    HttpClient.newBuilder().sslContext(certificate.context()).build();
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
}
