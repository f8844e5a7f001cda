/** Who has applied what, over HTTP. */
@NullMarked
package io.sluice.api.nodes;

import org.jspecify.annotations.NullMarked;
