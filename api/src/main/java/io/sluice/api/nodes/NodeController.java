package io.sluice.api.nodes;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.api.EntryShape;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.Role;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.store.Feed;
import io.sluice.store.FeedPage;
import io.sluice.store.NodeReport;
import io.sluice.store.Nodes;
import io.sluice.store.Rejection;
import io.sluice.watch.Replicas;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Every live subscriber and how far it is. */
@RestController
final class NodeController {
    private final Nodes nodes;
    private final Feed feed;
    private final Replicas replicas;
    private final EntryShape shape;

    NodeController(Nodes nodes, Feed feed, Replicas replicas, EntryShape shape) {
        this.replicas = replicas;
        this.shape = shape;
        this.nodes = nodes;
        this.feed = feed;
    }

    /**
     * A page, by id.
     *
     * @param next what to ask for as {@code after}; absent on the last page
     */
    record Page(
            List<NodeView> nodes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String next) {}

    @GetMapping(path = "/v1/nodes", produces = MediaType.APPLICATION_JSON_VALUE)
    Page list(
            Caller caller,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit) {
        caller.require(Role.READER);
        var found = nodes.live().stream()
                .filter(report -> after == null || report.id().compareTo(after) > 0)
                .sorted(Comparator.comparing(NodeReport::id))
                .limit(limit.count() + 1L)
                .toList();
        var shown = found.subList(0, Math.min(limit.count(), found.size()));
        var heads = new HashMap<Namespace, Optional<Head>>();
        return new Page(
                shown.stream().map(report -> view(report, caller, heads)).toList(),
                shown.size() < found.size() ? shown.get(shown.size() - 1).id() : null);
    }

    private NodeView view(NodeReport report, Caller caller, Map<Namespace, Optional<Head>> heads) {
        var applied = report.applied().entrySet().stream()
                .filter(entry -> caller.reaches(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> {
                    var namespace = entry.getKey();
                    var head = heads.computeIfAbsent(namespace, feed::head);
                    return applied(namespace, entry.getValue(), head, report);
                })
                .toList();
        return new NodeView(
                report.id(),
                report.host(),
                report.application(),
                report.version(),
                report.state(),
                report.startedAt(),
                report.reportedAt(),
                applied,
                report.rejected().stream()
                        .filter(rejection -> caller.reaches(rejection.namespace()))
                        .map(rejection -> rejected(rejection, caller))
                        .toList(),
                // It may name any namespace.
                caller.namespaces() == null ? report.lastError() : null);
    }

    /** The reason is in the words of whoever refuses the value, and may quote it. */
    private NodeView.Rejected rejected(Rejection rejection, Caller caller) {
        var isSecret = replicas.find(rejection.namespace())
                .map(replica -> shape.definitions(replica.snapshot()).wasEverSecret(rejection.name()))
                .orElse(true);
        var rejected = NodeView.Rejected.of(rejection);
        return isSecret && !caller.role().includes(Role.EDITOR) ? rejected.withoutReason() : rejected;
    }

    private NodeView.Applied applied(Namespace namespace, Head reached, Optional<Head> head, NodeReport report) {
        var position = reached.position();
        return new NodeView.Applied(
                namespace.text(),
                position.epoch().text(),
                position.offset(),
                reached.revision().micros(),
                head.filter(newest -> newest.position().epoch().equals(position.epoch()))
                        .map(newest -> lag(namespace, reached, newest, report))
                        .orElse(null),
                Optional.ofNullable(report.propagation().get(namespace))
                        .map(NodeView.Spread::of)
                        .orElse(null));
    }

    private NodeView.@Nullable Lag lag(Namespace namespace, Head reached, Head newest, NodeReport report) {
        long offsets = newest.position().offset() - reached.position().offset();
        if (offsets <= 0) {
            return new NodeView.Lag(0, 0);
        }
        return feed.since(namespace, reached.position()) instanceof FeedPage.Changes missed
                        && !missed.entries().isEmpty()
                ? new NodeView.Lag(offsets, age(missed, report))
                : null;
    }

    private static long age(FeedPage.Changes missed, NodeReport report) {
        var oldest = missed.entries().get(0).revision().time();
        return Math.max(0, Duration.between(oldest, report.reportedAt()).toMillis());
    }
}
