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
 * @param title name of this installation, shown in the header; empty for none
 * @param colour of the header, so that one installation is not taken for another
 * @param adminUrl where the admin console is, for a link to it; none by default
 * @param operatorUrl where the operator console is, for a link to it; none by default
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
     * @param clientId its id there; absent if one does not sign in so
     * @param issuer of the tokens; that of spring.security.oauth2.resourceserver.jwt.issuer-uri by default
     * @param scope what it asks for
     * @param origins where the provider's token endpoint is, if that is not where the issuer is
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
