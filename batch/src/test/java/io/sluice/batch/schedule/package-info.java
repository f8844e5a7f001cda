/** Tests of this room. */
@NullMarked
package io.sluice.batch.schedule;

import org.jspecify.annotations.NullMarked;
