package io.sluice.http;

import io.sluice.http.ConsoleFiles.ConsoleFile;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import tools.jackson.databind.json.JsonMapper;

/** The console of this application: a page, its assets, and what it is told of the installation. All of it is open. */
@Controller
final class ConsolePages {
    private static final Duration FOR_GOOD = Duration.ofDays(365);
    /** One of the codings that are accepted, unless its weight is zero. */
    private static final Pattern GZIP = Pattern.compile(
            "(?:^|,)\\s*gzip\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[0-9.]+\\s*)?(?:,|$)", Pattern.CASE_INSENSITIVE);

    private final ConsoleFiles files;
    private final byte[] installation;
    private final String policy;

    ConsolePages(ConsoleFiles files, ConsoleProperties properties, @Nullable URI issuer, JsonMapper json) {
        this.files = files;
        var client = Client.of(properties.oidc(), issuer);
        installation = json.writeValueAsBytes(new Installation(
                properties.title(),
                properties.colour().word(),
                properties.adminUrl(),
                properties.operatorUrl(),
                client));
        policy = policy(client, properties.oidc());
    }

    /** The body of console.json. */
    private record Installation(
            String title,
            String colour,
            @Nullable URI adminUrl,
            @Nullable URI operatorUrl,
            @Nullable Client oidc) {}

    /** What a browser has to know to sign somebody in at the OpenID provider. */
    private record Client(URI issuer, String clientId, String scope) {
        static @Nullable Client of(ConsoleProperties.Oidc configured, @Nullable URI issuer) {
            var id = configured.clientId();
            if (id == null || id.isBlank()) {
                return null;
            }
            var from = configured.issuer() == null ? issuer : configured.issuer();
            if (from == null) {
                throw new IllegalArgumentException(
                        "sluice.console.oidc.issuer: none (expected: the OpenID provider's, as a client id is given)");
            }
            return new Client(from, id, configured.scope());
        }
    }

    /** What an OpenID provider adds to the address of the page when it sends somebody back; the page reads it, not the server. */
    @QueryParameters({"code", "state", "iss", "session_state", "scope", "error", "error_description", "error_uri"})
    record SignInAnswer() {}

    @GetMapping("/")
    ResponseEntity<byte[]> page(
            SignInAnswer answer,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String codings) {
        return send(files.index(), CacheControl.noCache(), codings);
    }

    @GetMapping("/assets/{file}")
    ResponseEntity<byte[]> asset(
            @PathVariable String file,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String codings) {
        return send(
                files.asset(file), CacheControl.maxAge(FOR_GOOD).cachePublic().immutable(), codings);
    }

    @GetMapping("/console.json")
    ResponseEntity<byte[]> installation() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noCache())
                .body(installation);
    }

    private ResponseEntity<byte[]> send(Optional<ConsoleFile> found, CacheControl kept, @Nullable String codings) {
        var file = found.orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "The console has no such file."));
        var answer = ResponseEntity.ok()
                .contentType(file.type())
                .cacheControl(kept)
                .varyBy(HttpHeaders.ACCEPT_ENCODING)
                .header("Content-Security-Policy", policy)
                .header("Cross-Origin-Opener-Policy", "same-origin");
        return takesGzip(codings)
                ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(file.packed())
                : answer.body(file.plain());
    }

    private static boolean takesGzip(@Nullable String codings) {
        return codings != null && GZIP.matcher(codings).find();
    }

    private static String policy(@Nullable Client client, ConsoleProperties.Oidc configured) {
        var connect = new LinkedHashSet<String>();
        connect.add("'self'");
        if (client != null) {
            connect.add(origin(client.issuer()));
            configured.origins().forEach(origin -> connect.add(origin(origin)));
        }
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                "connect-src " + String.join(" ", connect),
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'");
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
