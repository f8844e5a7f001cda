/** What goes wrong with drains, and what must happen then: the table D of the faults, with real processes and servers. */
@NullMarked
package io.sluice.batch.faults;

import org.jspecify.annotations.NullMarked;
