/** The job {@code compact}: has Redis forget removals that are archived and old. */
@NullMarked
package io.sluice.batch.compact;

import org.jspecify.annotations.NullMarked;
