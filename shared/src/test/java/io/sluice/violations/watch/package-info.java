/** Breaks a rule of the room {@code watch}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.watch;

import org.jspecify.annotations.NullMarked;
