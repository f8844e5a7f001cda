package io.sluice.batch.verify;

import io.sluice.setting.Namespace;
import io.sluice.store.Inspection;

/** A page of what Redis holds of a namespace. */
record HashPage(Namespace namespace, Inspection.Page page) {
    int size() {
        return page.held().size() + page.unreadable().size();
    }
}
