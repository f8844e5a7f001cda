package io.sluice.store;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Asks on the channel of the namespace, with a message of no changes, from the server that holds the namespace: it arrives behind
 * those that it asks about. Hears on a channel and a connection of its own, from the first call on.
 */
final class RedisRollCall implements RollCall {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRollCall.class);

    private static final RedisScript<Long> CALL = RedisCalls.counting("call");

    private final Topology topology;
    private final Runnable reported;
    private @Nullable StatefulRedisPubSubConnection<String, String> connection;

    /**
     * Makes one.
     *
     * @param reported called on a network thread whenever a node has reported because it was asked
     */
    RedisRollCall(Topology topology, Runnable reported) {
        this.topology = topology;
        this.reported = reported;
    }

    @Override
    public void ask(Namespace namespace, Head head) {
        listen(namespace);
        var keys = new Keys(namespace);
        topology.calls()
                .call(template -> template.execute(CALL, List.of(keys.meta()), keys.channel(), Codec.rollCall(head)));
    }

    @Override
    public void close() {
        if (connection != null) {
            var unused = connection.closeAsync();
            connection = null;
        }
    }

    /** Before anybody is asked, so that no note is missed but by an accident. */
    private void listen(Namespace namespace) {
        if (connection != null && connection.isOpen()) {
            return;
        }
        close();
        try {
            var open = topology.of(namespace).aside().connectPubSub(StringCodec.UTF8);
            connection = open;
            open.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String payload) {
                    reported.run();
                }
            });
            open.sync().subscribe(Keys.REPORTED);
        } catch (RedisException | StoreException e) {
            LOG.debug("roll call: cannot hear of reports, which are in the registry all the same", e);
            close();
        }
    }
}
