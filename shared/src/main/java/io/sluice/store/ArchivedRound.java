package io.sluice.store;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.LinkedHashMap;
import java.util.List;

/** {@code archived.lua}: all claims are asked about in one round trip. */
final class ArchivedRound implements ProofRound {
    private static final String ARCHIVED = RedisCalls.text("archived");

    @Override
    public void prove(StatefulRedisConnection<String, String> connection, List<Claim> claims) {
        var answers = new LinkedHashMap<Claim, RedisFuture<Long>>();
        claims.forEach(claim -> answers.put(claim, ask(connection, claim)));
        answers.forEach((claim, answer) -> {
            if (ProofRound.answer(answer) == 1) {
                claim.prove();
            }
        });
    }

    private static RedisFuture<Long> ask(StatefulRedisConnection<String, String> connection, Claim claim) {
        var keys = new Keys(claim.namespace()).forArchived(claim.request()).toArray(String[]::new);
        return connection
                .async()
                .eval(
                        ARCHIVED,
                        ScriptOutputType.INTEGER,
                        keys,
                        claim.arguments().toArray(String[]::new));
    }
}
