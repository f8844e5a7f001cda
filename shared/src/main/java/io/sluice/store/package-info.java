/** Redis, and nobody else speaks to it: ports for writing, following, draining and node reports, and the scripts behind them. */
@NullMarked
package io.sluice.store;

import org.jspecify.annotations.NullMarked;
