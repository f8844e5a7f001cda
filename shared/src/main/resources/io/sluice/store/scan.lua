#!lua flags=no-writes,allow-oom
-- scan: a page of all that the hash holds.
--
-- KEYS  1 settings  2 dirty
-- ARGV  1 cursor: 0 to begin   2 fields, about
-- returns the next cursor, 0 at the end; then of every field: name, value, and 1 if it is dirty, else 0

local settings, dirty = unpack(KEYS)
local found = redis.call('HSCAN', settings, ARGV[1], 'COUNT', ARGV[2])
local answer = { found[1] }
for i = 1, #found[2], 2 do
  local name = found[2][i]
  answer[#answer + 1] = name
  answer[#answer + 1] = found[2][i + 1]
  answer[#answer + 1] = redis.call('ZSCORE', dirty, name) and '1' or '0'
end
return answer
