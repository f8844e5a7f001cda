/** What reads text or bytes from outside, tried with inputs that a coverage-guided fuzzer makes. */
@NullMarked
package io.sluice.fuzz;

import org.jspecify.annotations.NullMarked;
