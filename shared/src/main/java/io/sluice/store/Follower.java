package io.sluice.store;

import io.sluice.setting.Head;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live node that follows a namespace, as of its last report.
 *
 * @param node its id
 * @param applied how far it has come there; null if it has nothing yet
 * @param rejected the values of that namespace that it has and does not use
 */
public record Follower(String node, @Nullable Head applied, List<Rejection> rejected) {
    public Follower {
        rejected = List.copyOf(rejected);
    }
}
