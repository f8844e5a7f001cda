/** Tests of this room. */
@NullMarked
package io.sluice.batch.run;

import org.jspecify.annotations.NullMarked;
