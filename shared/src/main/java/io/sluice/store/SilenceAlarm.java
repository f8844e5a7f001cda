package io.sluice.store;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection through which something was sent and nothing came for as long as a command may take. Lettuce then
 * builds it anew. Without that, a half-open connection takes commands for many minutes, until the kernel gives it up: that
 * a command timed out closes nothing, and what was sent and not acknowledged keeps TCP from probing.
 *
 * <p>Of the connection's network thread alone.
 */
final class SilenceAlarm extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SilenceAlarm.class);

    private final Duration patience;
    private @Nullable ScheduledFuture<?> alarm;

    private SilenceAlarm(Duration patience) {
        this.patience = patience;
    }

    /** Sets one on every connection, next to the network, where what belongs to TLS counts as well. */
    static NettyCustomizer after(Duration patience) {
        return new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
                channel.pipeline().addFirst(new SilenceAlarm(patience));
            }
        };
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (alarm == null) {
            alarm = context.executor().schedule(() -> close(context), patience.toNanos(), TimeUnit.NANOSECONDS);
        }
        var unused = context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        disarm();
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        disarm();
        context.fireChannelInactive();
    }

    private void close(ChannelHandlerContext context) {
        LOG.warn("{}: silent for {}; building the connection anew", context.channel(), patience);
        var unused = context.close();
    }

    private void disarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
