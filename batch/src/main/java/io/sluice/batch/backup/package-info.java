/** The backup: what the archive holds, or held at a moment, as lines of text; and an empty archive that is filled from such lines. */
@NullMarked
package io.sluice.batch.backup;

import org.jspecify.annotations.NullMarked;
