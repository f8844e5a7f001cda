/** The batch application: what settles from Redis in the archive, and who may ask for it. */
@NullMarked
package io.sluice.batch;

import org.jspecify.annotations.NullMarked;
