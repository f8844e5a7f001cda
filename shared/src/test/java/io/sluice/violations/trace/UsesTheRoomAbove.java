package io.sluice.violations.trace;

import io.sluice.violations.spring.Anything;

/** Spans know of writes by their words only. */
record UsesTheRoomAbove(Anything anything) {}
