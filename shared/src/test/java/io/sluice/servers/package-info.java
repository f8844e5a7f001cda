/**
 * Real servers for tests and for the local run: started on loopback, cut, frozen, stopped, killed and started again on the
 * same port and data, and never left behind. Where they run is chosen by the system property {@code sluice.test.servers}:
 * {@code embedded} (default, binaries from the class path) or {@code containers}.
 */
@NullMarked
package io.sluice.servers;

import org.jspecify.annotations.NullMarked;
