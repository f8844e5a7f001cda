/** How much waits for the archive, as this node last saw it. */
@NullMarked
package io.sluice.batch.backlog;

import org.jspecify.annotations.NullMarked;
