#!lua flags=no-writes,allow-oom
-- look: what the hash holds of names.
--
-- KEYS  1 settings  2 dirty
-- ARGV  names
-- returns for each name: envelope or '', and 1 if it is dirty, else 0

local settings, dirty = unpack(KEYS)
local answer = {}
for _, name in ipairs(ARGV) do
  answer[#answer + 1] = redis.call('HGET', settings, name) or ''
  answer[#answer + 1] = redis.call('ZSCORE', dirty, name) and '1' or '0'
end
return answer
