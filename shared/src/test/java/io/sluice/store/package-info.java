/** Redis, and nobody else speaks to it. */
@NullMarked
package io.sluice.store;

import org.jspecify.annotations.NullMarked;
