/** Breaks a rule of the room {@code trace}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.trace;

import org.jspecify.annotations.NullMarked;
