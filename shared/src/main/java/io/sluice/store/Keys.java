package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.setting.RequestId;
import java.util.List;
import java.util.stream.Stream;

/**
 * The names of everything that Sluice keeps in Redis. All keys of a namespace share its hash tag, and so its slot.
 *
 * <pre>
 * HGET  sluice:{shop}:settings limits.max             the entry, as JSON
 * ZRANGE sluice:{shop}:feed 0 -1 WITHSCORES           names by the offset of their last change
 * ZRANGE sluice:{shop}:dirty 0 -1 WITHSCORES          names that are not in the archive, by since when
 * ZRANGE sluice:{shop}:tombstones 0 -1 WITHSCORES     names that were removed, by revision
 * XRANGE sluice:{shop}:history - +                    every change
 * HGETALL sluice:{shop}:quarantine                    entries that the archive refuses
 * HGETALL sluice:{shop}:meta                          epoch, offset, revision, and what else counts
 * GET   sluice:{shop}:request:8d1f…                   the answer that a request got
 * GET   sluice:{shop}:mark                            the last mark, behind which something was to be proven
 * SUBSCRIBE sluice:{shop}:changes                     one message a change set
 * SUBSCRIBE sluice:nodes:reported                     the id of each node that has reported because it was asked
 * SMEMBERS sluice:namespaces                          all namespaces
 * GET   sluice:installation                           the installation that this Redis belongs to
 * ZRANGE sluice:nodes 0 -1 WITHSCORES                 all nodes, by the second at which they count no more
 * HGETALL sluice:node:api-1-4711                      what a node says of itself
 * </pre>
 */
record Keys(Namespace namespace) {
    static final String NAMESPACES = "sluice:namespaces";
    static final String INSTALLATION = "sluice:installation";
    static final String NODES = "sluice:nodes";
    static final String NODE = "sluice:node:";
    static final String REPORTED = "sluice:nodes:reported";
    static final String ALL_CHANGES = "sluice:{*}:changes";

    private static final String CHANNEL_START = "sluice:{";
    private static final String CHANNEL_END = "}:changes";

    static String node(String id) {
        return NODE + id;
    }

    /** The id of the node whose key this is. */
    static String ofNode(String key) {
        return key.substring(NODE.length());
    }

    /** The namespace whose channel this is. */
    static Namespace ofChannel(String channel) {
        return new Namespace(channel.substring(CHANNEL_START.length(), channel.length() - CHANNEL_END.length()));
    }

    String channel() {
        return CHANNEL_START + namespace + CHANNEL_END;
    }

    String settings() {
        return key("settings");
    }

    String dirty() {
        return key("dirty");
    }

    String history() {
        return key("history");
    }

    String quarantine() {
        return key("quarantine");
    }

    String meta() {
        return key("meta");
    }

    /** Those of the requests come last, in their order. */
    List<String> forWrite(List<RequestId> requestIds) {
        return Stream.concat(forMerge().stream(), requestIds.stream().map(this::request))
                .toList();
    }

    List<String> forMerge() {
        return List.of(settings(), key("feed"), dirty(), key("tombstones"), history(), meta());
    }

    List<String> forSince() {
        return List.of(settings(), key("feed"), meta());
    }

    List<String> forPeek() {
        return List.of(dirty(), settings(), meta(), quarantine());
    }

    List<String> forBacklog() {
        return List.of(dirty(), settings(), quarantine(), meta());
    }

    List<String> forBarrier() {
        return List.of(dirty(), meta());
    }

    List<String> forArchived(RequestId requestId) {
        return List.of(dirty(), settings(), request(requestId), history(), meta());
    }

    List<String> forAcknowledge() {
        return forQuarantine();
    }

    List<String> forQuarantine() {
        return List.of(dirty(), settings(), quarantine());
    }

    List<String> forRefused() {
        return List.of(settings(), quarantine());
    }

    List<String> forInspection() {
        return List.of(settings(), dirty());
    }

    List<String> forComplete() {
        return List.of(settings(), key("feed"), history(), meta());
    }

    List<String> forMend() {
        return List.of(settings(), key("feed"), dirty(), key("tombstones"), quarantine(), history(), meta());
    }

    List<String> forCompact() {
        return List.of(settings(), key("feed"), dirty(), key("tombstones"), meta());
    }

    List<String> forTry() {
        return List.of(settings());
    }

    List<String> forPast() {
        return List.of(history());
    }

    String request(RequestId requestId) {
        return key("request:" + requestId);
    }

    /** Those of the requests come last, in their order. */
    List<String> forMark(List<RequestId> requestIds) {
        return Stream.concat(
                        Stream.of(settings(), key("mark")), requestIds.stream().map(this::request))
                .toList();
    }

    List<String> forForget() {
        return List.of(history(), meta());
    }

    private String key(String what) {
        return "sluice:{" + namespace + "}:" + what;
    }
}
