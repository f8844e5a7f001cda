/** Runs of jobs: starts one or joins the one under way, and reads what became of them. */
@NullMarked
package io.sluice.batch.run;

import org.jspecify.annotations.NullMarked;
