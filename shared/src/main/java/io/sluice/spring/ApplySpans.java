package io.sluice.spring;

import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.TraceParent;
import io.sluice.trace.WriteSpans;
import io.sluice.watch.NodeIdentity;
import io.sluice.watch.WatchListener;
import java.time.Instant;
import java.util.Map;

/** Tells the trace of a write when this node had its changes in memory. */
record ApplySpans(WriteSpans spans, NodeIdentity self) implements WatchListener {
    private static final String NAME = "sluice.apply";

    @Override
    public void traced(TraceParent trace, Namespace namespace, Head head, Instant began, Instant ended) {
        spans.record(
                NAME,
                trace,
                began,
                ended,
                Map.of(
                        "sluice.namespace", namespace.text(),
                        "sluice.offset", Long.toString(head.position().offset()),
                        "sluice.revision", head.revision().toString(),
                        "sluice.node", self.id()));
    }
}
