/** A stand-in for Redis behind the same ports, for the unit tests of a service that embeds Sluice. */
@NullMarked
package io.sluice.testing;

import org.jspecify.annotations.NullMarked;
