package io.sluice.batch.violations.drain;

import io.sluice.batch.violations.operate.Told;

/** A room below that knows the one above. */
record AsksTheOperator(Told told) {}
