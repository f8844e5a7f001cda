package io.sluice.violations.watch;

import io.lettuce.core.RedisClient;

/** Only the store speaks to Redis. */
record UsesRedis(RedisClient client) {}
