/** Tests of this room. */
@NullMarked
package io.sluice.batch.purge;

import org.jspecify.annotations.NullMarked;
