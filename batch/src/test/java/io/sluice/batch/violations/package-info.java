/** Breaks rules on purpose, to see them caught. */
@NullMarked
package io.sluice.batch.violations;

import org.jspecify.annotations.NullMarked;
