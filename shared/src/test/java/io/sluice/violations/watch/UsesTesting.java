package io.sluice.violations.watch;

import io.sluice.violations.testing.UsesRedis;

/** What runs in production needs nothing that is for tests. */
record UsesTesting(UsesRedis standIn) {}
