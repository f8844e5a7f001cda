#!lua
-- requeue: puts entries on the work list again that are not on it.
--
-- KEYS  1 settings  2 dirty
-- ARGV  for each: name, revision that the hash is to hold
-- returns how many were put there

local settings, dirty = unpack(KEYS)
redis.call('ZCARD', dirty)
local put = 0
for i = 1, #ARGV, 2 do
  local name, revision = ARGV[i], ARGV[i + 1]
  local envelope = redis.call('HGET', settings, name)
  if envelope and string.match(envelope, '^{"revision":(%d+),') == revision then
    put = put + redis.call('ZADD', dirty, 'NX', revision, name)
  end
end
return put
