/** The job {@code purge}: what has been kept for long enough is removed. */
@NullMarked
package io.sluice.batch.purge;

import org.jspecify.annotations.NullMarked;
