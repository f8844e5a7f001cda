/** The operator console in a real browser, on a node with real servers: what operators see of it, and do with it. */
@NullMarked
package io.sluice.batch.console;

import org.jspecify.annotations.NullMarked;
