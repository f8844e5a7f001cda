/** Breaks a rule of the room {@code http}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.http;

import org.jspecify.annotations.NullMarked;
