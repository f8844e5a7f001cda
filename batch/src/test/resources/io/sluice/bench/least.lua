-- The least that a write can be: a revision, the value, its place in the feed, and everybody told.
local revision = redis.call('INCR', KEYS[1])
redis.call('HSET', KEYS[2], ARGV[2], revision .. ' ' .. ARGV[3])
redis.call('ZADD', KEYS[3], revision, ARGV[2])
redis.call('PUBLISH', ARGV[1], revision .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
return revision
