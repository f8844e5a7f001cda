/** The check: what Redis and the archive hold is compared, name by name, and what one rule can mend is mended if asked for. */
@NullMarked
package io.sluice.batch.verify;

import org.jspecify.annotations.NullMarked;
