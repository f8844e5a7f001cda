/** Clients of the installation, which do what admins do, at random, and the journal of all that they asked and were told. */
@NullMarked
package io.sluice.faults.load;

import org.jspecify.annotations.NullMarked;
