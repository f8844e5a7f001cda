#!lua flags=no-writes,allow-oom
-- backlog: how much of a namespace is not archived yet.
--
-- KEYS  1 dirty  2 settings  3 quarantine  4 meta
-- returns dirty entries; those of them that a drain would take up now; since when the oldest of these is dirty, or '';
--   entries in quarantine; records of the history that are not archived
--
-- An item of the quarantine counts as long as the hash holds the revision that was refused.

local dirty, settings, quarantine, meta = unpack(KEYS)

-- include waiting

-- A type guard, for who drains reads them.
redis.call('HLEN', settings)
local count = redis.call('ZCARD', dirty)
local waiting, waits, kept = 0, {}, 0
if redis.call('HLEN', quarantine) > 0 then
  local time, items = now(), redis.call('HGETALL', quarantine)
  for i = 1, #items, 2 do
    local name = items[i]
    local due = due_at(items[i + 1], redis.call('HGET', settings, name))
    if due then
      kept = kept + 1
      if due > time and redis.call('ZSCORE', dirty, name) then
        waiting, waits[name] = waiting + 1, true
      end
    end
  end
end

-- Of one more than wait, one does not.
local oldest = ''
local first = redis.call('ZRANGE', dirty, 0, waiting, 'WITHSCORES')
for i = 1, #first, 2 do
  if not waits[first[i]] then
    oldest = string.format('%.0f', tonumber(first[i + 1]))
    break
  end
end

local known = redis.call('HMGET', meta, 'history', 'archived')
local pending = math.max(0, (tonumber(known[1]) or 0) - (tonumber(known[2]) or 0))
return { tostring(count), tostring(count - waiting), oldest, tostring(kept), string.format('%.0f', pending) }
