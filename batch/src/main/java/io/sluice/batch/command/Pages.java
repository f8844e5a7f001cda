package io.sluice.batch.command;

import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list that the node tells in pages.
 *
 * @param path with a query that may be gone on with
 * @param member of each page that has the items
 * @param limit how many items at most
 */
record Pages(String path, String member, int limit) {
    private static final int LARGEST = 1000;

    Pages {
        if (limit < 1) {
            throw CommandException.usage("--limit: " + limit, "expected: 1 or more");
        }
    }

    /** All items in one document; {@code next} stays where there are more than the limit. */
    ObjectNode read(NodeClient client) {
        var document = NodeClient.object();
        var items = document.putArray(member);
        var after = "";
        while (true) {
            int size = Math.min(LARGEST, limit - items.size());
            var page = client.get(path + (path.contains("?") ? "&" : "?") + "limit=" + size + after);
            page.path(member).forEach(items::add);
            var next = page.path("next");
            if (!page.hasNonNull("next") || page.path(member).isEmpty()) {
                return document;
            }
            if (items.size() >= limit) {
                return document.set("next", next);
            }
            after = "&after=" + Text.inQuery(Text.of(next));
        }
    }

    /** Prints the list, and says where it is not all. */
    Outcome print(Session session, List<String> heading, Function<JsonNode, List<String>> row) {
        var document = read(session.client());
        session.output()
                .write(
                        document,
                        () -> List.of(new Output.Table(
                                heading,
                                StreamSupport.stream(document.path(member).spliterator(), false)
                                        .map(row)
                                        .toList())));
        if (document.has("next")) {
            session.narrator().say("there are more than %d: --limit shows more".formatted(limit));
        }
        return Outcome.DONE;
    }
}
