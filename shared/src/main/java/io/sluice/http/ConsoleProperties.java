package io.sluice.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a console tells those who open it. Everybody may read it, so nothing here is secret.
 *
 * @param title name of this installation, shown in the header of the page
 * @param colour colour of the header, so that one installation is not taken for another
 * @param adminUrl batch: where users reach the admin console, for a link to it
 * @param operatorUrl api: where users reach the operator console, for a link to it
 * @param oidc how one signs in with an OpenID provider; without a client one does not
 */
@ConfigurationProperties("sluice.console")
record ConsoleProperties(
        @DefaultValue("") String title,
        @DefaultValue("none") Colour colour,
        @Nullable URI adminUrl,
        @Nullable URI operatorUrl,
        @DefaultValue Oidc oidc) {
    ConsoleProperties {
        requireAddress("sluice.console.admin-url", adminUrl);
        requireAddress("sluice.console.operator-url", operatorUrl);
    }

    /** A colour of the header. */
    enum Colour {
        /** That of the page. */
        NONE,
        /** As a test installation may have it. */
        BLUE,
        /** As a test installation may have it. */
        GREEN,
        /** As an installation before production may have it. */
        AMBER,
        /** As production may have it. */
        RED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The client that the console is at the OpenID provider: a public one, with authorization code and PKCE.
     *
     * @param clientId the page's own client at the OpenID provider, by which users sign in without a token: a public one, for
     *     authorization code with PKCE; if not given, one does not sign in so
     * @param issuer the provider, as browsers reach it; if not given,
     *     {@code spring.security.oauth2.resourceserver.jwt.issuer-uri}
     * @param scope what the page asks for; the access token it gets must have the audience and the role that Sluice expects
     * @param origins other addresses of the provider that the page calls: that of its token endpoint, if its host is not the
     *     issuer's
     */
    record Oidc(
            @Nullable String clientId,
            @Nullable URI issuer,
            @DefaultValue("openid") String scope,
            @DefaultValue List<URI> origins) {
        Oidc {
            requireAddress("sluice.console.oidc.issuer", issuer);
            origins = List.copyOf(origins);
            origins.forEach(origin -> requireAddress("sluice.console.oidc.origins", origin));
        }
    }

    /** Of http or https, as a browser takes them; they get into headers too. */
    private static void requireAddress(String property, @Nullable URI address) {
        if (address != null
                && (address.getHost() == null
                        || !List.of("http", "https").contains(String.valueOf(address.getScheme())))) {
            throw new IllegalArgumentException("%s: %s (expected: https://host/path)".formatted(property, address));
        }
    }
}
