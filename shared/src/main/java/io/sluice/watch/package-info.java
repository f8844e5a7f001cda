/** The replica that heals itself: one thread that applies what is published and catches up on what was missed. */
@NullMarked
package io.sluice.watch;

import org.jspecify.annotations.NullMarked;
