package io.sluice.http;

import io.sluice.setting.Namespace;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request. A controller that declares a parameter of this type gets the caller of the request at hand.
 *
 * @param owner of the token; the author of what the caller writes
 * @param role what the token allows
 * @param namespaces the only ones that it allows; null for all
 */
public record Caller(String owner, Role role, @Nullable Set<Namespace> namespaces) {
    static final String OWNERS = "1 to 200 characters, none of them a control character";

    private static final int LONGEST_OWNER = 200;

    public Caller {
        namespaces = namespaces == null ? null : Set.copyOf(namespaces);
    }

    /**
     * Demands a role.
     *
     * @throws ProblemException 403 if the caller does not have it
     */
    public void require(Role needed) {
        if (!role.includes(needed)) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "role: %s (expected: %s)".formatted(role.word(), needed.word()));
        }
    }

    /**
     * Demands a role in a namespace.
     *
     * @throws ProblemException 403 if the caller does not have it there
     */
    public void require(Role needed, Namespace namespace) {
        require(needed);
        if (!reaches(namespace)) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "namespace: %s (expected: one that the token allows)".formatted(namespace));
        }
    }

    /** Whether the token is good for that namespace. */
    public boolean reaches(Namespace namespace) {
        return namespaces == null || namespaces.contains(namespace);
    }

    /** Whether that may be an owner. */
    static boolean isOwner(String name) {
        return !name.isBlank() && name.length() <= LONGEST_OWNER && name.chars().noneMatch(Character::isISOControl);
    }
}
