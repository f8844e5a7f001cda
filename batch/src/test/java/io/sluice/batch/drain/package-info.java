/** Tests of this room. */
@NullMarked
package io.sluice.batch.drain;

import org.jspecify.annotations.NullMarked;
