/** Breaks rules on purpose, to see them caught. */
@NullMarked
package io.sluice.batch.violations.drain;

import org.jspecify.annotations.NullMarked;
