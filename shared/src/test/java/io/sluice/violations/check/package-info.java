/** Breaks a rule of the room {@code check}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.check;

import org.jspecify.annotations.NullMarked;
