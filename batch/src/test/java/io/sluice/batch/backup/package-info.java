/** Tests of the backup: what is in it, what is refused, and that an installation which is filled from it is the same. */
@NullMarked
package io.sluice.batch.backup;

import org.jspecify.annotations.NullMarked;
