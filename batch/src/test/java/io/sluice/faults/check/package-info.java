/**
 * The checker: reads every copy from outside, by Redis' own commands, SQL and HTTP, and holds what it sees against the laws
 * and against what clients were told. Nothing of the product is between.
 */
@NullMarked
package io.sluice.faults.check;

import org.jspecify.annotations.NullMarked;
