package io.sluice.store;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.sluice.store.Guarantees.Fsync;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code WAITAOF}, behind a mark; and the reply to a mark alone where Redis forces every change to the disk before it
 * replies. Then its configuration is read again first, for that can be changed at any time.
 */
final class FsyncRound implements ProofRound {
    private static final ProtocolKeyword WAITAOF = new ProtocolKeyword() {
        @Override
        public byte[] getBytes() {
            return toString().getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return "WAITAOF";
        }
    };

    private final Supplier<Guarantees> guarantees;
    private final Duration patience;

    /**
     * Makes one.
     *
     * @param guarantees what Redis can prove now
     * @param patience how long a single command may wait; less than the connection may be silent
     */
    FsyncRound(Supplier<Guarantees> guarantees, Duration patience) {
        this.guarantees = guarantees;
        this.patience = patience;
    }

    @Override
    public void prove(StatefulRedisConnection<String, String> connection, List<Claim> claims) {
        var how = guarantees.get().fsync();
        if (how == Fsync.WAITAOF) {
            var held = Marks.set(connection, claims);
            // Not marked anew: a mark that moved on would be out of reach for a slow disk.
            while (!held.stream().allMatch(Claim::isOver)) {
                if (isOnDisk(connection)) {
                    held.forEach(Claim::prove);
                }
            }
        } else if (how == Fsync.ALWAYS && isAlways(connection)) {
            Marks.set(connection, claims).forEach(Claim::prove);
        }
    }

    private boolean isOnDisk(StatefulRedisConnection<String, String> connection) {
        var arguments = new CommandArgs<>(StringCodec.UTF8).add(1).add(0).add(patience.toMillis());
        var copies = ProofRound.answer(
                connection.async().dispatch(WAITAOF, new IntegerListOutput<>(StringCodec.UTF8), arguments));
        return copies.get(0) >= 1;
    }

    private static boolean isAlways(StatefulRedisConnection<String, String> connection) {
        return RedisGuarantees.isAlways(ProofRound.answer(connection.async().configGet("*append*"))::get);
    }
}
