/** What the compaction has Redis forget. */
@NullMarked
package io.sluice.batch.compact;

import org.jspecify.annotations.NullMarked;
