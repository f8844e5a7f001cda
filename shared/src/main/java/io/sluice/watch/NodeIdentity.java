package io.sluice.watch;

import java.time.Instant;

/**
 * Who a subscriber is, for the registry.
 *
 * @param id unique to the process
 * @param host name of the machine
 * @param application name of the service
 * @param version of the service
 * @param startedAt when the process started
 */
public record NodeIdentity(String id, String host, String application, String version, Instant startedAt) {}
