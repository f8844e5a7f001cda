/** Goes on with the traces of writes where their changes arrive. */
@NullMarked
package io.sluice.trace;

import org.jspecify.annotations.NullMarked;
