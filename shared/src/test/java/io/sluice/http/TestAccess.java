package io.sluice.http;

import io.sluice.setting.Namespace;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** The access of a reader, for as long as a test wants. */
public final class TestAccess {
    private TestAccess() {}

    /** Good for that namespace while the condition holds. */
    public static Access of(Namespace namespace, BooleanSupplier isGood) {
        var caller = new Caller("rita", Role.READER, Set.of(namespace));
        return new Access(caller, "token-of-a-test", request -> {
            if (!isGood.getAsBoolean()) {
                throw new InvalidBearerTokenException("no longer good");
            }
            return new CallerAuthentication(caller, null);
        });
    }
}
