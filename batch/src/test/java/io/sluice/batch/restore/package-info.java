/** What the restore brings back, and what starts it. */
@NullMarked
package io.sluice.batch.restore;

import org.jspecify.annotations.NullMarked;
