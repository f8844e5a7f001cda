package io.sluice.http;

import io.sluice.setting.Namespace;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells callers who they are and what their token allows. */
@RestController
final class CallerController {
    /**
     * A caller, as told to itself.
     *
     * @param owner of the token; the author of what is written with it
     * @param role what it allows
     * @param namespaces the only ones that it allows, by name; null for all
     * @param expiresAt from when on it is refused; null if that is not known, or never
     */
    record CallerView(
            String owner,
            String role,
            @Nullable List<String> namespaces,
            @Nullable Instant expiresAt) {
        static CallerView of(CallerAuthentication authentication) {
            var caller = authentication.getPrincipal();
            var namespaces = caller.namespaces();
            return new CallerView(
                    caller.owner(),
                    caller.role().word(),
                    namespaces == null
                            ? null
                            : namespaces.stream().map(Namespace::text).sorted().toList(),
                    authentication.expiresAt());
        }
    }

    @GetMapping(path = "/v1/caller", produces = MediaType.APPLICATION_JSON_VALUE)
    CallerView caller(CallerAuthentication authentication) {
        return CallerView.of(authentication);
    }
}
