/** The words of Sluice. */
@NullMarked
package io.sluice.setting;

import org.jspecify.annotations.NullMarked;
