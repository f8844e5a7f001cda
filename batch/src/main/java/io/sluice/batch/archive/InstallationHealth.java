package io.sluice.batch.archive;

import io.sluice.store.StoreException;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.dao.DataAccessException;

/** DOWN while Redis is another installation's. That one of the two is away is told by others. */
final class InstallationHealth extends AbstractHealthIndicator {
    private final Installation installation;

    InstallationHealth(Installation installation) {
        super("installation: cannot be told");
        this.installation = installation;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        try {
            var owner = installation.owner();
            health.withDetail("id", installation.id());
            if (owner instanceof Installation.Owner.Another another) {
                health.down().withDetail("redis", another.id());
            } else {
                health.up().withDetail("restored", owner instanceof Installation.Owner.This);
            }
        } catch (StoreException | DataAccessException e) {
            health.unknown();
        }
    }
}
