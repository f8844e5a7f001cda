#!lua
-- mend: has hash and feed hold the same names again, after one of them lost some; a part of it.
--
-- KEYS  1 settings  2 feed  3 dirty  4 tombstones  5 quarantine  6 history  7 meta
-- ARGV  1 settings or feed: which one to go through   2 cursor: 0 to begin   3 names, about
-- returns the next cursor, 0 at the end
--
-- What the hash has and the feed has not takes a place at its end. What the hash has lost has nothing left to be dirty.

local settings, feed, dirty, tombstones, quarantine, history, meta = unpack(KEYS)
local which, cursor, count = ARGV[1], ARGV[2], ARGV[3]

-- include position

redis.call('ZCARD', dirty)
redis.call('ZCARD', tombstones)
redis.call('HLEN', quarantine)
local at = position(settings, feed, history, meta)
if which == 'feed' then
  local found = redis.call('ZSCAN', feed, cursor, 'COUNT', count)
  for i = 1, #found[2], 2 do
    local name = found[2][i]
    if not redis.call('HGET', settings, name) then
      redis.call('ZREM', feed, name)
      redis.call('ZREM', dirty, name)
      redis.call('ZREM', tombstones, name)
      redis.call('HDEL', quarantine, name)
    end
  end
  return found[1]
end
local found = redis.call('HSCAN', settings, cursor, 'COUNT', count)
for i = 1, #found[2], 2 do
  local name, revision, kind = found[2][i], parse(found[2][i + 1])
  if not redis.call('ZSCORE', feed, name) then
    at.offset = at.offset + 1
    redis.call('ZADD', feed, exact(at.offset), name)
    if kind == 'tombstone' then
      redis.call('ZADD', tombstones, exact(revision), name)
    end
  end
end
redis.call('HSET', meta, 'offset', exact(at.offset))
return found[1]
