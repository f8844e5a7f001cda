package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.batch.run.Damage;
import io.sluice.batch.run.Failures;
import io.sluice.batch.run.RunQuery;
import io.sluice.batch.run.Runs;
import io.sluice.http.Caller;
import io.sluice.http.Role;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.BacklogState;
import io.sluice.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/backlog}: how much is not in the archive yet, and since when. */
@RestController
class BacklogController {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogController.class);

    private final Backlog backlog;
    private final Runs runs;
    private final Clock clock;

    BacklogController(Backlog backlog, Runs runs, Clock clock) {
        this.backlog = backlog;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * The backlog of all namespaces that the caller reaches, as JSON.
     *
     * @param missing what could not be told, and why; absent where that is nothing
     */
    record BacklogBody(
            List<NamespaceBody> namespaces,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> missing) {}

    /**
     * The backlog of a namespace, as JSON.
     *
     * @param oldestDirtySeconds 0 if nothing is dirty
     * @param lastRun the newest drain of this namespace or of all; null if there was none that had anything to do, or they
     *     are missing
     */
    record NamespaceBody(
            String namespace,
            long dirty,
            double oldestDirtySeconds,
            long quarantined,
            long historyPending,
            @Nullable RunBody lastRun) {}

    /** While the database is away, which is when the backlog grows, it is told all the same. */
    @GetMapping("/v1/backlog")
    BacklogBody backlog(Caller caller) {
        caller.require(Role.READER);
        var missing = new ArrayList<String>();
        var states = states(caller, missing);
        var lastRuns = lastRuns(states.keySet(), caller, missing);
        return new BacklogBody(
                states.entrySet().stream()
                        .map(each -> body(each.getKey(), each.getValue(), lastRuns.get(each.getKey())))
                        .toList(),
                missing);
    }

    private SortedMap<Namespace, BacklogState> states(Caller caller, List<String> missing) {
        var states = new TreeMap<Namespace, BacklogState>();
        for (var namespace : backlog.namespaces()) {
            if (caller.reaches(namespace)) {
                try {
                    states.put(namespace, backlog.state(namespace));
                } catch (StoreException e) {
                    missing.add(Damage.of(namespace, e));
                }
            }
        }
        return states;
    }

    private Map<Namespace, RunBody> lastRuns(Set<Namespace> namespaces, Caller caller, List<String> missing) {
        var last = new HashMap<Namespace, RunBody>();
        try {
            for (var namespace : namespaces) {
                runs.list(new RunQuery("drain", null, Set.of(namespace), null, 1))
                        .forEach(run -> last.put(namespace, RunBody.of(run, List.of(), caller)));
            }
        } catch (DataAccessException | TransactionException e) {
            // Asked no more: each question may take as long as a connection is waited for.
            LOG.warn("the database did not answer; {}", Failures.causes(e));
            missing.add("lastRun: the database is unreachable, did not answer in time, or refuses");
        }
        return last;
    }

    private NamespaceBody body(Namespace namespace, BacklogState state, @Nullable RunBody lastRun) {
        return new NamespaceBody(
                namespace.text(), state.dirty(), oldest(state), state.quarantined(), state.historyPending(), lastRun);
    }

    private double oldest(BacklogState state) {
        var since = state.oldest();
        return since == null
                ? 0
                : Math.max(0, Duration.between(since.time(), clock.instant()).toMillis()) / 1000.0;
    }
}
