/** Tests of this room. */
@NullMarked
package io.sluice.batch.history;

import org.jspecify.annotations.NullMarked;
