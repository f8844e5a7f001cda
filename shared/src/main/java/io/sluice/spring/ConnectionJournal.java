package io.sluice.spring;

import io.sluice.spring.RedisConnectionEvent.State;
import io.sluice.store.RedisStore.ConnectionRole;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/** Remembers for the health, and logs once, what became of each connection. Thread-safe. */
final class ConnectionJournal {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionJournal.class);

    private final Clock clock;
    private final Set<ConnectionRole> active = ConcurrentHashMap.newKeySet();
    private final Map<ConnectionRole, String> latest = new ConcurrentHashMap<>();

    ConnectionJournal(Clock clock) {
        this.clock = clock;
    }

    @EventListener
    void happened(RedisConnectionEvent event) {
        var role = event.role().name().toLowerCase(Locale.ROOT);
        var now = event.state();
        // What comes between the two is a line for every attempt, and only for those who look for it.
        if (now == State.ACTIVATED && active.add(event.role())) {
            LOG.info("redis {}: connected to {}", role, event.address());
        } else if (now == State.DISCONNECTED && active.remove(event.role())) {
            LOG.warn("redis {}: disconnected from {}", role, event.address());
        } else {
            LOG.debug("redis {}: {} {}", role, now, event.address(), event.cause());
        }
        latest.put(event.role(), now + " since " + clock.instant());
    }

    /** The last thing that happened to each connection, and when. */
    Map<String, String> latest() {
        var told = new TreeMap<String, String>();
        latest.forEach((role, what) -> told.put(role.name().toLowerCase(Locale.ROOT), what));
        return told;
    }
}
