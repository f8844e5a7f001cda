package io.sluice.batch.violations.drain;

import org.springframework.data.redis.core.StringRedisTemplate;

/** Past the store. */
record SpeaksToRedis(StringRedisTemplate redis) {}
