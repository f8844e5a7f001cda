package io.sluice.api.admin;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.Follower;
import io.sluice.store.Rejection;
import io.sluice.store.WriteResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who has applied a write. Waited for are the nodes that live and follow the namespace when the registry is first read after
 * the write, for as long as they live. Thread-safe.
 */
final class Roll {
    private final Namespace namespace;
    private final Head head;
    private final Map<SettingName, Revision> written;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private @Nullable Set<String> expected;
    private View view = new View(0, 0, List.of(), List.of());

    Roll(Namespace namespace, WriteResult.Applied applied) {
        this.namespace = namespace;
        this.head = applied.head();
        this.written = applied.entries().stream().collect(Collectors.toMap(Entry::name, Entry::revision));
    }

    /**
     * How it stands.
     *
     * @param count nodes that have applied the write
     * @param of nodes that live and follow the namespace
     * @param missing the others
     * @param rejected what nodes that have it do not use, as far as they have found out
     */
    record View(int count, int of, List<String> missing, List<Rejected> rejected) {}

    /** A node that does not use a value that was written. */
    record Rejected(String node, String name, String reason) {}

    Namespace namespace() {
        return namespace;
    }

    Head head() {
        return head;
    }

    /** Completes when nobody is missing; cancelled by whoever waits no more. */
    CompletableFuture<Void> complete() {
        return complete;
    }

    synchronized View view() {
        return view;
    }

    /** Takes what the registry has told. */
    void saw(List<Follower> followers) {
        if (update(followers)) {
            complete.complete(null);
        }
    }

    private synchronized boolean update(List<Follower> followers) {
        if (expected == null) {
            expected = followers.stream().map(Follower::node).collect(Collectors.toCollection(HashSet::new));
        }
        var missing = new TreeSet<String>();
        var rejected = new ArrayList<Rejected>();
        int of = 0;
        for (var follower : followers) {
            if (expected.contains(follower.node())) {
                of++;
                if (!hasApplied(follower.applied())) {
                    missing.add(follower.node());
                }
                follower.rejected().stream()
                        .filter(this::isOfThis)
                        .map(rejection ->
                                new Rejected(follower.node(), rejection.name().text(), rejection.reason()))
                        .forEach(rejected::add);
            }
        }
        view = new View(of - missing.size(), of, List.copyOf(missing), List.copyOf(rejected));
        return missing.isEmpty();
    }

    /** Offsets compare only within an epoch; revisions grow across them. */
    private boolean hasApplied(@Nullable Head applied) {
        return applied != null
                && (applied.position().epoch().equals(head.position().epoch())
                        ? applied.position().offset() >= head.position().offset()
                        : !head.revision().isAfter(applied.revision()));
    }

    private boolean isOfThis(Rejection rejection) {
        return rejection.revision().equals(written.get(rejection.name()));
    }
}
