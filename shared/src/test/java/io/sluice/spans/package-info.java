/** A collector of spans for tests: it takes what the exporter of a node sends, as it is sent. */
@NullMarked
package io.sluice.spans;

import org.jspecify.annotations.NullMarked;
