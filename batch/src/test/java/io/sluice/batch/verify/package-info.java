/** Tests of this room. */
@NullMarked
package io.sluice.batch.verify;

import org.jspecify.annotations.NullMarked;
