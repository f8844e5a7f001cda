/** Tests of this room. */
@NullMarked
package io.sluice.batch.backlog;

import org.jspecify.annotations.NullMarked;
