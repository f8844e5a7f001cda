/** What there is to say of runs: figures, and a page with a picture of each. */
@NullMarked
package io.sluice.faults.report;

import org.jspecify.annotations.NullMarked;
