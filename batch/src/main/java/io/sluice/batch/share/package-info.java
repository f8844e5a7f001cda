/** Nodes share the namespaces of one run: the node of the run hands out what it has not come to, others take it over. */
@NullMarked
package io.sluice.batch.share;

import org.jspecify.annotations.NullMarked;
