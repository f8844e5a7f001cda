package io.sluice.violations.http;

import org.springframework.data.redis.core.StringRedisTemplate;

/** Only the store speaks to Redis. */
record UsesRedis(StringRedisTemplate redis) {}
