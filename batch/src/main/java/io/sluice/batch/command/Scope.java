package io.sluice.batch.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** What an order is for, and why it is given. */
final class Scope {
    @Option(names = "--namespace", paramLabel = "NS", description = "only this namespace; without it, all")
    @Nullable
    String namespace;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; it is recorded with who and when")
    @Nullable
    String reason;

    ObjectNode body() {
        var body = NodeClient.object();
        if (namespace != null) {
            body.put("namespace", namespace);
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        return body;
    }
}
