/** Breaks a rule of the room {@code store}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.store;

import org.jspecify.annotations.NullMarked;
