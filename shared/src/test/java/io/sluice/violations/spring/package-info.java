/** Breaks a rule of the room {@code spring}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.spring;

import org.jspecify.annotations.NullMarked;
