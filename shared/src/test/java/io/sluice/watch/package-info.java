/** The replica that heals itself. */
@NullMarked
package io.sluice.watch;

import org.jspecify.annotations.NullMarked;
