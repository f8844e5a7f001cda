/** Breaks a rule of the room {@code setting}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.setting;

import org.jspecify.annotations.NullMarked;
