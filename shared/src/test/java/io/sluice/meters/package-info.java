/** What is measured: as docs/operations.md has it, and as a node tells it. */
@NullMarked
package io.sluice.meters;

import org.jspecify.annotations.NullMarked;
