/** The command line for operators: a client of the HTTP surface of a running node, or of one that it starts for itself. */
@NullMarked
package io.sluice.batch.command;

import org.jspecify.annotations.NullMarked;
