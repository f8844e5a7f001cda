package io.sluice.api.admin;

import io.sluice.store.Durability;
import io.sluice.store.Guarantees;
import io.sluice.store.Proofs;
import io.sluice.store.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Tells which levels of durability Redis can prove now, and what for. Thread-safe. */
final class DurabilityInfo implements InfoContributor, ApplicationListener<ApplicationReadyEvent> {
    private final Proofs proofs;

    DurabilityInfo(Proofs proofs) {
        this.proofs = proofs;
    }

    /** The first question, which leaves a line in the log. */
    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        var unused = now();
    }

    @Override
    public void contribute(Info.Builder builder) {
        builder.withDetail("durability", now().map(DurabilityInfo::describe).orElse(Map.of("levels", List.of())));
    }

    /** Empty while Redis cannot be asked. */
    private Optional<Guarantees> now() {
        try {
            return Optional.of(proofs.guarantees());
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> describe(Guarantees guarantees) {
        var details = new LinkedHashMap<String, Object>();
        details.put("levels", guarantees.levels().stream().map(Durability::word).toList());
        details.put("fsync", guarantees.fsync().name().toLowerCase(Locale.ROOT));
        details.put("replicas", guarantees.replicas());
        details.put("replicasNeeded", guarantees.needed());
        return details;
    }
}
