#!lua flags=allow-oom
-- discard: gives an entry in quarantine up; the setting stays as it is.
--
-- KEYS  1 dirty  2 settings  3 quarantine
-- ARGV  1 name
-- returns what was kept, or '' if it is not in quarantine, or has changed since

local dirty, settings, quarantine = unpack(KEYS)
local name = ARGV[1]

-- include waiting

redis.call('ZCARD', dirty)
local item = redis.call('HGET', quarantine, name)
if not due_at(item, redis.call('HGET', settings, name)) then
  return ''
end
redis.call('ZREM', dirty, name)
redis.call('HDEL', quarantine, name)
return item
