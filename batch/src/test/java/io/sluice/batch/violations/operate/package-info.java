/** Breaks rules on purpose, to see them caught. */
@NullMarked
package io.sluice.batch.violations.operate;

import org.jspecify.annotations.NullMarked;
