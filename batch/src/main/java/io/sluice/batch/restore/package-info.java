/** The job {@code restore}: brings back into Redis what the archive holds; and the watch that starts it when it is needed. */
@NullMarked
package io.sluice.batch.restore;

import org.jspecify.annotations.NullMarked;
