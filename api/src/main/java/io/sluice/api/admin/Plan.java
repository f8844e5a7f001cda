package io.sluice.api.admin;

import io.sluice.setting.Change;
import io.sluice.setting.Head;
import java.util.List;

/**
 * The changes that a request comes to, each expecting what was there when they were computed.
 *
 * @param head of the namespace at that moment
 * @param changes may be none, and more than one write may carry
 */
record Plan(Head head, List<Change> changes) {
    Plan {
        changes = List.copyOf(changes);
    }
}
