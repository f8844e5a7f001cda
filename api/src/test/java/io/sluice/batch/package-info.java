/** Nothing but a stand-in, so that a rule has something to catch. */
@NullMarked
package io.sluice.batch;

import org.jspecify.annotations.NullMarked;
