/** Breaks a rule of the room {@code client}, to show that the rule sees it. */
@NullMarked
package io.sluice.violations.client;

import org.jspecify.annotations.NullMarked;
