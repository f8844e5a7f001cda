/** The stand-in, held to what Redis does. */
@NullMarked
package io.sluice.testing;

import org.jspecify.annotations.NullMarked;
