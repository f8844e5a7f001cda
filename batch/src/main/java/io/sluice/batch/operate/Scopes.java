package io.sluice.batch.operate;

import io.sluice.batch.run.RunScope;
import io.sluice.http.Caller;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which namespaces a caller may ask for. Thread-safe. */
@Component
final class Scopes {
    private final Backlog backlog;

    Scopes(Backlog backlog) {
        this.backlog = backlog;
    }

    /**
     * The scope that an operator asks for.
     *
     * @param namespace the only one; null for all
     * @throws ProblemException if it may not be his, or does not exist
     */
    RunScope of(@Nullable String namespace, Caller caller) {
        if (namespace == null) {
            requireAll(caller);
            return RunScope.ALL;
        }
        caller.require(Role.OPERATOR);
        var only = new Namespace(namespace);
        require(Role.OPERATOR, only, caller);
        return new RunScope(only);
    }

    /**
     * Demands an operator of all namespaces.
     *
     * @throws ProblemException 403 without that right
     */
    static void requireAll(Caller caller) {
        caller.require(Role.OPERATOR);
        if (caller.namespaces() != null) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "token: confined to namespaces (expected: one that is good for all)");
        }
    }

    /**
     * Demands a role in a namespace that exists.
     *
     * @throws ProblemException 403 without the role there; 404 if there is no such namespace
     */
    void require(Role role, Namespace namespace, Caller caller) {
        caller.require(role, namespace);
        if (!backlog.namespaces().contains(namespace)) {
            throw ProblemException.of(
                    ProblemType.UNKNOWN_NAMESPACE,
                    "namespace: %s (expected: one that was created)".formatted(namespace));
        }
    }
}
