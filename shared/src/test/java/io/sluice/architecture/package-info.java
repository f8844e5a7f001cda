/** The edges between the rooms, held by rules that are each shown to catch a violation. */
@NullMarked
package io.sluice.architecture;

import org.jspecify.annotations.NullMarked;
