#!lua flags=allow-oom
-- compact: forgets the oldest tombstones that are archived.
--
-- KEYS  1 settings  2 feed  3 dirty  4 tombstones  5 meta
-- ARGV  1 only tombstones of this revision or an older one   2 how many at most
-- returns how many were dropped; none as long as the namespace is not complete
--
-- Whoever has not come to the floor has not seen all that was dropped.

local settings, feed, dirty, tombstones, meta = unpack(KEYS)
local newest, limit = ARGV[1], tonumber(ARGV[2])

-- include completeness

redis.call('ZCARD', dirty)
redis.call('ZCARD', tombstones)
local known = redis.call('HMGET', meta, 'complete', 'floor')
if not is_complete(settings, feed, known[1]) then
  return 0
end
local dropped, passed, floor = 0, 0, tonumber(known[2]) or 0
while dropped < limit do
  local names = redis.call('ZRANGE', tombstones, '-inf', newest, 'BYSCORE', 'LIMIT', passed, limit - dropped)
  if #names == 0 then
    break
  end
  for _, name in ipairs(names) do
    if redis.call('ZSCORE', dirty, name) then
      passed = passed + 1
    else
      local envelope = redis.call('HGET', settings, name) or ''
      redis.call('ZREM', tombstones, name)
      if string.find(envelope, '^{"revision":%d+,"kind":"tombstone"') then
        floor = math.max(floor, tonumber(redis.call('ZSCORE', feed, name)) or 0)
        redis.call('HDEL', settings, name)
        redis.call('ZREM', feed, name)
        dropped = dropped + 1
      end
    end
  end
end
if dropped > 0 then
  redis.call('HSET', meta, 'floor', string.format('%.0f', floor))
end
return dropped
