/** A real database for the archive's tests and for the local run; the companion of {@link io.sluice.servers}. */
@NullMarked
package io.sluice.batch.servers;

import org.jspecify.annotations.NullMarked;
