/** Breaks rules on purpose, to see them caught. */
@NullMarked
package io.sluice.batch.violations.command;

import org.jspecify.annotations.NullMarked;
