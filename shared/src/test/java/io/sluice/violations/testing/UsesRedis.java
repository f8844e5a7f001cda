package io.sluice.violations.testing;

import io.lettuce.core.RedisClient;

/** What stands in for Redis does without it. */
public record UsesRedis(RedisClient client) {}
