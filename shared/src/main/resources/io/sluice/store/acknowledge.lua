#!lua flags=allow-oom
-- acknowledge: takes names off the work list whose archived revision is still the one that the hash holds.
--
-- KEYS  1 dirty  2 settings
-- ARGV  for each: name, revision that the archive holds
-- returns how many names are not dirty any more
--
-- A name that has changed again stays, but only since after the revision that is archived: the age of the backlog is
-- that of the oldest change which is nowhere but in Redis.

local dirty, settings = unpack(KEYS)
local clean = 0
redis.call('ZCARD', dirty)
for i = 1, #ARGV, 2 do
  local name, archived = ARGV[i], tonumber(ARGV[i + 1])
  local envelope = redis.call('HGET', settings, name)
  if envelope then
    local held = tonumber(string.match(envelope, '^{"revision":(%d+),') or '')
    if held == archived then
      clean = clean + redis.call('ZREM', dirty, name)
    elseif held and held > archived then
      redis.call('ZADD', dirty, 'XX', 'GT', string.format('%.0f', archived + 1), name)
    end
  end
end
return clean
