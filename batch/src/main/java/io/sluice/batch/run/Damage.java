package io.sluice.batch.run;

import io.sluice.setting.Namespace;
import io.sluice.store.StoreException;

/** A namespace of which Redis holds what Sluice did not write, such as a key of another type: it must hold up no other. */
public final class Damage {
    private Damage() {}

    /**
     * Tells damage from all else that can fail.
     *
     * @return which namespace it is, and why
     * @throws StoreException the failure itself, if it is of another kind: that concerns all namespaces
     */
    public static String of(Namespace namespace, StoreException failure) {
        if (failure.reason() != StoreException.Reason.DAMAGED) {
            throw failure;
        }
        return "namespace %s: %s".formatted(namespace, failure.getMessage());
    }
}
