package io.sluice.store;

import io.sluice.servers.TcpProxy;
import io.sluice.store.FeedContract.FragileFeed;

/** A feed whose store reaches Redis through a proxy. */
record ProxiedFeed(TcpProxy proxy, RedisStore store) implements FragileFeed {
    @Override
    public Feed feed() {
        return store.feed();
    }

    @Override
    public void cut() {
        proxy.cut();
    }

    @Override
    public void mend() {
        proxy.pass();
    }

    @Override
    public void close() {
        store.close();
        proxy.close();
    }
}
