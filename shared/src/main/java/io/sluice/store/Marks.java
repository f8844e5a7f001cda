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
 * earlier write that was only repeated. It speaks for none that the server has not carried out itself, or got as a part of the
 * stream: what was only brought back to it has no record in its history, and its request would have a second effect.
 */
final class Marks {
    private static final String MARK = RedisCalls.text("mark");

    private Marks() {}

    /** Sets marks behind the claims, and gives those claims that Redis holds. */
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
            all.stream().filter(claim -> Long.valueOf(1).equals(found.next())).forEach(held::add);
        });
        return held;
    }

    private static RedisFuture<List<Object>> set(
            StatefulRedisConnection<String, String> connection, Namespace namespace, List<Claim> claims) {
        var arguments = new ArrayList<String>();
        for (var claim : claims) {
            arguments.add(Integer.toString(claim.entries().size()));
            arguments.addAll(claim.arguments());
        }
        var keys = new Keys(namespace)
                .forMark(claims.stream().map(Claim::request).toList())
                .toArray(String[]::new);
        return connection.async().eval(MARK, ScriptOutputType.MULTI, keys, arguments.toArray(String[]::new));
    }
}
