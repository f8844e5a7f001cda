/** Every change, from the stream in Redis to the history table, exactly once. */
@NullMarked
package io.sluice.batch.history;

import org.jspecify.annotations.NullMarked;
