package io.sluice.spring;

import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.connection.ConnectedEvent;
import io.lettuce.core.event.connection.ConnectionActivatedEvent;
import io.lettuce.core.event.connection.ConnectionDeactivatedEvent;
import io.lettuce.core.event.connection.ConnectionEvent;
import io.lettuce.core.event.connection.DisconnectedEvent;
import io.lettuce.core.event.connection.ReconnectAttemptEvent;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.sluice.spring.RedisConnectionEvent.State;
import io.sluice.store.RedisStore.ConnectionRole;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Brings Lettuce's connection events to Spring. Lettuce delivers them on the threads that also reconnect. */
final class ConnectionEvents implements DisposableBean {
    private final ApplicationEvents events;
    private final Disposable subscriptions;

    ConnectionEvents(Map<ConnectionRole, EventBus> buses, ApplicationEvents events) {
        this.events = events;
        var all = Disposables.composite();
        buses.forEach((role, bus) -> all.add(bus.get().subscribe(event -> hand(role, event))));
        this.subscriptions = all;
    }

    @Override
    public void destroy() {
        subscriptions.dispose();
    }

    private void hand(ConnectionRole role, Event event) {
        translated(role, event).ifPresent(events::publish);
    }

    private static Optional<RedisConnectionEvent> translated(ConnectionRole role, Event event) {
        if (event instanceof ReconnectFailedEvent failed) {
            return Optional.of(
                    new RedisConnectionEvent(role, State.RECONNECT_FAILED, address(failed), failed.getCause()));
        }
        if (event instanceof ConnectionEvent connection) {
            return state(connection).map(state -> new RedisConnectionEvent(role, state, address(connection), null));
        }
        return Optional.empty();
    }

    private static Optional<State> state(ConnectionEvent event) {
        if (event instanceof ConnectedEvent) {
            return Optional.of(State.CONNECTED);
        }
        if (event instanceof ConnectionActivatedEvent) {
            return Optional.of(State.ACTIVATED);
        }
        if (event instanceof ConnectionDeactivatedEvent) {
            return Optional.of(State.DEACTIVATED);
        }
        if (event instanceof DisconnectedEvent) {
            return Optional.of(State.DISCONNECTED);
        }
        return event instanceof ReconnectAttemptEvent ? Optional.of(State.RECONNECTING) : Optional.empty();
    }

    private static String address(ConnectionEvent event) {
        return String.valueOf(event.remoteAddress());
    }
}
