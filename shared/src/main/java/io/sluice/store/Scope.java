package io.sluice.store;

import io.sluice.setting.Namespace;
import java.util.Set;

/** Which namespaces to follow. */
public sealed interface Scope {
    boolean includes(Namespace namespace);

    /** All there are, and those to come. */
    record All() implements Scope {
        @Override
        public boolean includes(Namespace namespace) {
            return true;
        }
    }

    /** Just these; at least one. */
    record Only(Set<Namespace> namespaces) implements Scope {
        public Only {
            namespaces = Set.copyOf(namespaces);
            if (namespaces.isEmpty()) {
                throw new IllegalArgumentException("scope: no namespace (expected: at least one)");
            }
        }

        @Override
        public boolean includes(Namespace namespace) {
            return namespaces.contains(namespace);
        }
    }
}
