package io.sluice.spring;

import io.sluice.setting.Namespace;
import io.sluice.store.ReadFrom;
import io.sluice.store.RetryDelays;
import io.sluice.store.Scope;
import io.sluice.store.StoreLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What Sluice needs to know beside {@code spring.data.redis.*}.
 *
 * @param namespaces the namespaces to follow; {@code *} for all there are and will be; none for no replicas
 * @param layers in which order {@code Settings} and the environment look for a name: the first namespace that has it wins; if
 *     not given, {@code sluice.namespaces} as they stand there, and none for {@code *}
 * @param environment whether settings are properties of the environment, and beans of {@code @ConfigurationProperties}
 *     follow them
 * @param watch how they are followed
 * @param store how Redis is used
 * @param node how this process calls itself in the registry
 * @param quarantine when entries are tried again that the archive refused
 */
@ConfigurationProperties("sluice")
record SluiceProperties(
        @DefaultValue List<String> namespaces,
        @Nullable List<String> layers,
        @DefaultValue("true") boolean environment,
        @DefaultValue Watch watch,
        @DefaultValue Store store,
        @DefaultValue Node node,
        @DefaultValue Quarantine quarantine) {

    /**
     * How namespaces are followed.
     *
     * @param heartbeat how often a subscriber looks whether it has missed anything, and reports itself
     * @param queue messages that may wait to be applied before they are dropped and caught up with instead
     * @param jitter by how much a catch-up that the whole fleet has to make at once is put off at most, by chance
     * @param snapshots a folder for snapshots on disk, from which the process starts while Redis is down; it belongs to this
     *     process alone
     * @param startTimeout how long the start of a service with layers waits for the first catch-up; after that it goes on
     *     without, not ready
     * @param listenerPatience a listener that has not returned after this is reported as rejecting what it was told
     * @param salvage whether to bring back what Redis has lost and this process holds; needs the right to write settings
     * @param tombstoneRetention for how long a removal is remembered at least, the same for all processes; one that was cut
     *     off longer brings nothing back
     * @param readyWhileStale for how long a process with a stale replica still counts as ready; {@code 0s} for not at all;
     *     for ever if not given
     */
    record Watch(
            @DefaultValue("2s") Duration heartbeat,
            @DefaultValue("10000") int queue,
            @DefaultValue("200ms") Duration jitter,
            @Nullable Path snapshots,
            @DefaultValue("5s") Duration startTimeout,
            @DefaultValue("10s") Duration listenerPatience,
            @DefaultValue("false") boolean salvage,
            @DefaultValue("7d") Duration tombstoneRetention,
            @Nullable Duration readyWhileStale) {
        Watch {
            if (readyWhileStale != null && readyWhileStale.isNegative()) {
                throw new IllegalArgumentException(
                        "sluice.watch.ready-while-stale: %s (expected: nothing or more)".formatted(readyWhileStale));
            }
        }
    }

    /**
     * How Redis is used.
     *
     * @param commandTimeout after which a command to Redis counts as failed, and a connection through which nothing came is
     *     closed
     * @param requestMemory how long the answer to a request is remembered for its repetition; at least {@code 1s}
     * @param messageSize changes larger than this are not sent to subscribers, but fetched by them
     * @param readFrom where pages are read and changes are heard: {@code master}, or {@code replicas}, which takes {@code
     *     spring.data.redis.sentinel.*}; what is written, and the head to come to, is always the master's
     * @param settings how many settings a namespace may hold, removed ones included; at least 1
     */
    record Store(
            @DefaultValue("2s") Duration commandTimeout,
            @DefaultValue("1d") Duration requestMemory,
            @DefaultValue("64KB") DataSize messageSize,
            @DefaultValue("master") ReadFrom readFrom,
            @DefaultValue("1000000") long settings) {
        StoreLimits limits() {
            return new StoreLimits(requestMemory, messageSize.toBytes(), settings);
        }
    }

    /**
     * How this process calls itself.
     *
     * @param id name of this process in the registry of nodes, unique among all; made of host, process and chance if not
     *     given
     */
    record Node(@Nullable String id) {}

    /**
     * When entries are tried again that the archive refused: each time after twice as long as the time before.
     *
     * @param firstRetry batch: when an entry that the archive refused is tried again for the first time; then each time after
     *     twice as long
     * @param longestRetry batch: the longest that such an entry waits until it is tried again
     */
    record Quarantine(
            @DefaultValue("1m") Duration firstRetry,
            @DefaultValue("1h") Duration longestRetry) {
        RetryDelays delays() {
            return new RetryDelays(firstRetry, longestRetry);
        }
    }

    /** In which order to look for a name; empty if that is not said. */
    List<Namespace> order() {
        var order = layers == null && !namespaces.contains("*") ? namespaces : layers;
        return order == null ? List.of() : order.stream().map(Namespace::new).toList();
    }

    Scope scope() {
        var missing = order().stream().map(Namespace::text).filter(layer -> !namespaces.contains(layer));
        if (!namespaces.contains("*") && missing.findAny().isPresent()) {
            throw new IllegalArgumentException(
                    "sluice.layers: %s (expected: namespaces of sluice.namespaces)".formatted(layers));
        }
        return namespaces.contains("*")
                ? new Scope.All()
                : new Scope.Only(namespaces.stream().map(Namespace::new).collect(Collectors.toUnmodifiableSet()));
    }
}
