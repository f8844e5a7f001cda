package io.sluice.violations.store;

import io.sluice.violations.spring.Anything;

/** The store knows nobody above. */
record UsesTheRoomAbove(Anything anything) {}
