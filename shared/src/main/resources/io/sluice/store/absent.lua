#!lua flags=no-writes,allow-oom
-- absent: which names the hash has no field of.
--
-- KEYS  1 settings
-- ARGV  names
-- returns those of them

local settings = KEYS[1]
local answer = {}
for _, name in ipairs(ARGV) do
  if redis.call('HEXISTS', settings, name) == 0 then
    answer[#answer + 1] = name
  end
end
return answer
