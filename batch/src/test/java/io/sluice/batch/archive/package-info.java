/** Tests of this room. */
@NullMarked
package io.sluice.batch.archive;

import org.jspecify.annotations.NullMarked;
