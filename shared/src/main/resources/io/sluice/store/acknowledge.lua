#!lua flags=allow-oom
-- acknowledge: takes names off the work list whose archived revision is still the one that the hash holds.
--
-- KEYS  1 dirty  2 settings  3 quarantine
-- ARGV  for each: name, revision that the archive holds; all of them were read at one moment
-- returns how many names are not dirty any more
--
-- A name that has changed again stays, but only since after the highest revision that is archived: it changed after all of
-- them were read. So the age of the backlog is that of the oldest change which is nowhere but in Redis, and the names of one
-- change set stay together.

local dirty, settings, quarantine = unpack(KEYS)
local clean, highest = 0, 0
local BATCH = 16
redis.call('ZCARD', dirty)
local kept = redis.call('HLEN', quarantine) > 0
for i = 2, #ARGV, 2 do
  highest = math.max(highest, tonumber(ARGV[i]))
end
-- Several at a time, for a call costs more than a look-up; but few, for values may be large.
for from = 1, #ARGV, 2 * BATCH do
  local names, done = {}, {}
  for i = from, math.min(from + 2 * BATCH, #ARGV) - 1, 2 do
    names[#names + 1] = ARGV[i]
  end
  for i, envelope in ipairs(redis.call('HMGET', settings, unpack(names))) do
    local archived = tonumber(ARGV[from + 2 * i - 1])
    local held = tonumber(string.match(envelope or '', '^{"revision":(%d+),') or '')
    if held == archived then
      done[#done + 1] = names[i]
    elseif held and held > archived then
      redis.call('ZADD', dirty, 'XX', 'GT', string.format('%.0f', math.min(held, highest + 1)), names[i])
    end
    if kept then
      local refused = string.match(redis.call('HGET', quarantine, names[i]) or '', '^{"revision":(%d+),')
      if refused and tonumber(refused) <= archived then
        redis.call('HDEL', quarantine, names[i])
      end
    end
  end
  if #done > 0 then
    clean = clean + redis.call('ZREM', dirty, unpack(done))
  end
end
return clean
