#!lua flags=allow-oom
-- retry: makes an entry in quarantine due.
--
-- KEYS  1 settings  2 quarantine
-- ARGV  1 name
-- returns 1 if it is in quarantine, else 0

local settings, quarantine = unpack(KEYS)
local name = ARGV[1]

-- include waiting

local item = redis.call('HGET', quarantine, name)
local due = due_at(item, redis.call('HGET', settings, name))
if not due then
  return 0
end
local time = now()
if due > time then
  redis.call('HSET', quarantine, name, (string.gsub(item, '"next":%d+', '"next":' .. string.format('%.0f', time), 1)))
end
return 1
