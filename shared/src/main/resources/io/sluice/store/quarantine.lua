#!lua flags=allow-oom
-- quarantine: keeps entries apart that the archive refuses.
--
-- KEYS  1 dirty  2 settings  3 quarantine
-- ARGV  1 microseconds until the first retry   2 microseconds until a retry at most
--       then for each entry: name, revision that was refused, factor of the delay (by chance), tail (of the item, behind next)
-- returns how many are kept
--
-- The delay doubles with each refusal of a revision. Nothing is kept of what the hash holds at another revision, or what
-- is archived.

local dirty, settings, quarantine = unpack(KEYS)
local first, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
local FIRST, WIDTH = 3, 4

-- include waiting

redis.call('ZCARD', dirty)
redis.call('HLEN', quarantine)
local time, kept = now(), 0
for i = FIRST, #ARGV, WIDTH do
  local name, revision, factor, tail = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3]
  local envelope = redis.call('HGET', settings, name)
  if envelope and string.match(envelope, '^{"revision":(%d+),') == revision and redis.call('ZSCORE', dirty, name) then
    local before, attempts, since =
      string.match(redis.call('HGET', quarantine, name) or '', '^{"revision":(%d+),"attempts":(%d+),"since":(%d+),')
    if before ~= revision then
      attempts, since = 0, string.format('%.0f', time)
    end
    local delay = math.min(longest, first * 2 ^ tonumber(attempts)) * factor
    redis.call('HSET', quarantine, name, '{"revision":' .. revision
      .. ',"attempts":' .. string.format('%.0f', tonumber(attempts) + 1)
      .. ',"since":' .. since .. ',"next":' .. string.format('%.0f', time + delay) .. ',' .. tail)
    kept = kept + 1
  end
end
return kept
