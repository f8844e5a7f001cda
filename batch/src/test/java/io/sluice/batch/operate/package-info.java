/** Tests of this room. */
@NullMarked
package io.sluice.batch.operate;

import org.jspecify.annotations.NullMarked;
