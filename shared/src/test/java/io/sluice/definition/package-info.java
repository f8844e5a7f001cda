/** The words of Sluice. */
@NullMarked
package io.sluice.definition;

import org.jspecify.annotations.NullMarked;
