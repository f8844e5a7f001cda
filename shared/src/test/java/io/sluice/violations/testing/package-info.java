/** Breaks a rule of the room {@code testing}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.testing;

import org.jspecify.annotations.NullMarked;
