package io.sluice.http;

import java.time.Duration;
import java.util.List;

/** Properties of access as they are where only tokens are given. */
final class Configured {
    private Configured() {}

    static AccessProperties of(List<AccessProperties.Token> tokens) {
        return new AccessProperties(tokens, null, Duration.ofSeconds(5), 10, oidc());
    }

    static AccessProperties.Oidc oidc() {
        return new AccessProperties.Oidc("sluice_roles", "sluice_namespaces", "sub");
    }
}
