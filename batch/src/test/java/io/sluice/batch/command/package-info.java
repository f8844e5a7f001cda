/** The command line, against a node that is played, a real one, and alone. */
@NullMarked
package io.sluice.batch.command;

import org.jspecify.annotations.NullMarked;
