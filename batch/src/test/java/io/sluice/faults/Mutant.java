package io.sluice.faults;

import io.sluice.faults.check.Law;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A way to break Sluice, what brings it to light, and which law is broken then. */
@SuppressWarnings("ImmutableEnumChecker") // what it holds comes from Set.of and List.of
enum Mutant {
    ACKNOWLEDGES_BEFORE_COMMIT(
            Set.of(Law.CLEAN_IS_ARCHIVED),
            Ordeal.ROWS_LOCKED,
            in(
                    "batch/src/main/java/io/sluice/batch/drain/EntryArchive.java",
                    "            var merged = transactions.carryOut(",
                    """
                                backlog.acknowledge(
                                        namespace,
                                        entries.stream().collect(Collectors.toMap(Entry::name, Entry::revision)));
                                var merged = transactions.carryOut(\
                    """)),

    ACKNOWLEDGES_BY_NAME(
            Set.of(Law.CLEAN_IS_ARCHIVED),
            Ordeal.ROWS_LOCKED,
            in(script("acknowledge"), "if held == archived then", "if held then")),

    PUBLISHES_OUTSIDE_THE_SCRIPT(
            Set.of(Law.WRITTEN_IS_PUBLISHED),
            Ordeal.API_CUT_OFF,
            in(
                    script("write"),
                    "redis.call('PUBLISH', channel, '{\"epoch\":\"'",
                    "redis.call('SET', string.gsub(settings, 'settings$', 'request:' .. request_id) .. '-message', '{\"epoch\":\"'"),
            in(store("RedisSettingStore"), "        return redis.lists(\n", """
                            var answers = redis.lists(
                                    WRITE, keys.forWrite(group.stream().map(Write::request).toList()), arguments);
                            for (int i = 0; i < answers.size(); i++) {
                                if (answers.get(i).get(0).equals("applied")) {
                                    var request = keys.request(group.get(i).request());
                                    var message = redis.callNullable(template -> template.opsForValue().get(request + "-message"));
                                    redis.call(template -> template.convertAndSend(keys.channel(), String.valueOf(message)));
                                }
                            }
                            return !answers.isEmpty() ? answers : redis.lists(
                    """)),

    UPSERTS_WITHOUT_A_GUARD(
            Set.of(Law.REVISIONS_NEVER_GO_BACK, Law.CLEAN_IS_ARCHIVED),
            Ordeal.ZOMBIE,
            in(
                    "batch/src/main/java/io/sluice/batch/drain/SettingTable.java",
                    "IF(VALUES(revision) > revision, ",
                    "IF(VALUES(revision) <> revision, "),
            in(
                    "batch/src/main/java/io/sluice/batch/drain/SettingTable.java",
                    "GREATEST(VALUES(revision), revision)",
                    "VALUES(revision)")),

    EMPTIES_REPLICAS(
            Set.of(Law.NOTHING_IS_EMPTIED, Law.NEEDS_ARE_FEW),
            Ordeal.EMPTY_AND_FULL,
            in(watch("Watcher"), "        } else if (held.iterator().hasNext() && !offer(", """
                            } else if (held.head() != null) {
                                show(replica, Snapshot.empty(replica.namespace()).merge(List.of(), held.head()));
                            } else if (held.iterator().hasNext() && !offer(\
                    """)),

    SKIPS_TOMBSTONES_IN_DELTAS(
            Set.of(Law.REPLICAS_FOLLOW),
            Ordeal.SUBSCRIBER_CUT_OFF,
            in(
                    script("since"),
                    "    if envelope then\n",
                    "    if envelope and (kind ~= 'delta' or not string.find(envelope, '\"kind\":\"tombstone\"', 1, true)) then\n")),

    KNOWS_NO_REQUEST_AGAIN(
            Set.of(Law.REQUESTS_HAVE_ONE_EFFECT),
            Ordeal.REPLIES_LOST,
            in(script("write"), "  if known then", "  if false then")),

    USES_OFFSETS_AGAIN(
            Set.of(Law.WRITTEN_IS_PUBLISHED),
            Ordeal.CALM,
            in(script("write"), "  at.offset = offset + #members\n", "")),

    DELETES_WHAT_IS_REMOVED(
            Set.of(Law.NOTHING_IS_EMPTIED, Law.REPLICAS_FOLLOW, Law.WRITTEN_IS_PUBLISHED),
            Ordeal.CALM,
            in(
                    script("write"),
                    "  redis.call('ZADD', tombstones, unpack(buried))",
                    "  for n = 2, #buried, 2 do redis.call('HDEL', settings, buried[n]) end")),

    TAKES_EVERY_EXPECTATION_FOR_MET(
            Set.of(Law.REQUESTS_HAVE_ONE_EFFECT),
            Ordeal.CALM,
            in(
                    "shared/src/main/resources/io/sluice/store/expectations.lua",
                    "    if not holds then",
                    "    if false then")),

    RECORDS_NO_REMOVAL(
            Set.of(Law.HISTORY_HAS_EACH_CHANGE_ONCE),
            Ordeal.CALM,
            in(
                    script("write"),
                    "  redis.call('XADD', history,",
                    "  if ARGV[i + 2] == 'tombstone' then redis.call('PING') else redis.call('XADD', history,"),
            in(
                    script("write"),
                    "'old', entries[name] or '', 'request', request_id)",
                    "'old', entries[name] or '', 'request', request_id) end")),

    MERGES_WHAT_IS_OLDER(
            Set.of(Law.REVISIONS_NEVER_GO_BACK),
            Ordeal.RESTORED_UNASKED,
            in(script("merge"), "  if revision > held then", "  if revision ~= held then")),

    MERGES_WITHOUT_WORK_FOR_THE_DRAIN(
            Set.of(Law.CLEAN_IS_ARCHIVED),
            Ordeal.FLUSHED_BEFORE_THE_DRAIN,
            in(script("merge"), "  redis.call('ZADD', dirty, 'NX', made, name)\n", "")),

    FORGETS_HISTORY_BEFORE_IT_IS_ARCHIVED(
            Set.of(Law.HISTORY_HAS_EACH_CHANGE_ONCE),
            Ordeal.HISTORY_REFUSED,
            in(
                    "batch/src/main/java/io/sluice/batch/history/HistoryWriter.java",
                    "        try {\n            transactions.carryOut(",
                    """
                            backlog.acknowledgeHistory(page.namespace(), page.last(), keep);
                            try {
                                transactions.carryOut(\
                    """)),

    BLAMES_THE_WHOLE_PAGE(
            Set.of(Law.REFUSED_IS_QUARANTINED),
            Ordeal.POISONED,
            in(
                    "batch/src/main/java/io/sluice/batch/drain/EntryArchive.java",
                    "            if (entries.size() == 1) {\n                refuse(entries.get(0), refusal);",
                    "            if (entries.size() > 0) {\n                entries.forEach(entry -> refuse(entry, refusal));")),

    COMES_BACK_WITHOUT_CATCHING_UP(
            Set.of(Law.REPLICAS_FOLLOW),
            Ordeal.SUBSCRIBER_CUT_OFF,
            in(
                    watch("Watcher"),
                    "replicas.values().forEach(replica -> miss(replica, Cause.SUBSCRIBED, soon));",
                    "replicas.values().forEach(replica -> move(replica, WatchState.LIVE));"),
            in(watch("Watcher"), "            compare(seen.heads(), subscription);\n", ""),
            in(
                    watch("Watcher"),
                    "} else if (message.firstOffset() > held.position().offset() + 1) {",
                    "} else if (false) {")),

    CLAIMS_TO_HAVE_SYNCED(
            Set.of(Law.NOTHING_IS_LOST),
            Ordeal.POWER_LOST_UNSYNCED,
            in(store("RedisGuarantees"), "\"always\".equals(", "!\"always\".equals("));

    private final Set<Law> laws;
    private final Ordeal ordeal;
    private final List<Break> breaks;

    Mutant(Set<Law> laws, Ordeal ordeal, Break... breaks) {
        this.laws = laws;
        this.ordeal = ordeal;
        this.breaks = List.of(breaks);
    }

    /** One of these is broken by it. */
    Set<Law> laws() {
        return laws;
    }

    /** What brings it to light. */
    Ordeal ordeal() {
        return ordeal;
    }

    void fill(Path folder) {
        Overlay.fill(folder, breaks);
    }

    private static Break in(String source, String text, String instead) {
        return new Break(source, text, instead);
    }

    private static String script(String name) {
        return "shared/src/main/resources/io/sluice/store/" + name + ".lua";
    }

    private static String store(String type) {
        return "shared/src/main/java/io/sluice/store/" + type + ".java";
    }

    private static String watch(String type) {
        return "shared/src/main/java/io/sluice/watch/" + type + ".java";
    }
}
