/** The batch application under test, and the tests of its edges. */
@NullMarked
package io.sluice.batch;

import org.jspecify.annotations.NullMarked;
