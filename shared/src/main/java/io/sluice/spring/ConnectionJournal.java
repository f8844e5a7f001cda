package io.sluice.spring;

import io.sluice.store.RedisStore.ConnectionRole;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/** Remembers for the health, and logs once, what became of each connection. Thread-safe. */
final class ConnectionJournal {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionJournal.class);

    private final Clock clock;
    private final Map<ConnectionRole, String> latest = new ConcurrentHashMap<>();

    ConnectionJournal(Clock clock) {
        this.clock = clock;
    }

    @EventListener
    void happened(RedisConnectionEvent event) {
        var role = event.role().name().toLowerCase(Locale.ROOT);
        switch (event.state()) {
            case ACTIVATED -> LOG.info("redis {}: connected to {}", role, event.address());
            case DISCONNECTED -> LOG.warn("redis {}: disconnected from {}", role, event.address());
            default -> LOG.debug("redis {}: {} {}", role, event.state(), event.address(), event.cause());
        }
        latest.put(event.role(), event.state() + " since " + clock.instant());
    }

    /** The last thing that happened to each connection, and when. */
    Map<String, String> latest() {
        var told = new TreeMap<String, String>();
        latest.forEach((role, what) -> told.put(role.name().toLowerCase(Locale.ROOT), what));
        return told;
    }
}
