package io.sluice.store;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.sluice.setting.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * {@code mark.lua}. Redis' changes are one stream, on disk and to its replicas: whoever has a mark has all that was written
 * before it. So one mark speaks for many writes, whichever connections they came through, and for the answer of an
 * earlier write that was only repeated; and it is set only on a server that has the write.
 */
final class Marks {
    private static final String MARK = RedisCalls.text("mark");

    private Marks() {}

    /** Sets marks behind the claims, and gives those claims that Redis holds, or something newer. */
    static List<Claim> set(StatefulRedisConnection<String, String> connection, List<Claim> claims) {
        var ofNamespaces = new LinkedHashMap<Namespace, List<Claim>>();
        claims.forEach(claim -> ofNamespaces
                .computeIfAbsent(claim.namespace(), unknown -> new ArrayList<>())
                .add(claim));
        var answers = new LinkedHashMap<List<Claim>, RedisFuture<List<Object>>>();
        ofNamespaces.forEach((namespace, all) -> answers.put(all, set(connection, namespace, all)));
        var held = new ArrayList<Claim>();
        answers.forEach((all, answer) -> {
            var found = ProofRound.answer(answer).iterator();
            for (var claim : all) {
                boolean isHeld = true;
                for (int i = 0; i < claim.entries().size(); i++) {
                    isHeld &= Long.valueOf(1).equals(found.next());
                }
                if (isHeld) {
                    held.add(claim);
                }
            }
        });
        return held;
    }

    private static RedisFuture<List<Object>> set(
            StatefulRedisConnection<String, String> connection, Namespace namespace, List<Claim> claims) {
        var arguments = new ArrayList<String>();
        for (var claim : claims) {
            // Each, for a server that has lost the write may hold something newer of one name and nothing of another.
            for (var entry : claim.entries()) {
                arguments.add(entry.name().text());
                arguments.add(entry.revision().toString());
            }
        }
        var keys = new Keys(namespace).forMark().toArray(String[]::new);
        return connection.async().eval(MARK, ScriptOutputType.MULTI, keys, arguments.toArray(String[]::new));
    }
}
