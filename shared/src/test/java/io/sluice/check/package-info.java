/** What is looked at again and again, and what is told of it. */
@NullMarked
package io.sluice.check;

import org.jspecify.annotations.NullMarked;
