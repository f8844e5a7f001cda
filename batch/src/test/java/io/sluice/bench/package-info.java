/**
 * Benchmarks: what Sluice does beside the least that Redis, memory or MySQL take for the same, in turns, in one run. Nothing
 * here judges: figures are told, with what was wanted beside them.
 */
@NullMarked
package io.sluice.bench;

import org.jspecify.annotations.NullMarked;
