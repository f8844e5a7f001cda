#!lua flags=no-writes,allow-oom
-- refused: what the quarantine keeps of names.
--
-- KEYS  1 settings  2 quarantine
-- ARGV  names
-- returns for each name its item, or '' if it is not kept, or has changed since

local settings, quarantine = unpack(KEYS)

-- include waiting

local answer = {}
for i, name in ipairs(ARGV) do
  local item = redis.call('HGET', quarantine, name)
  answer[i] = due_at(item, redis.call('HGET', settings, name)) and item or ''
end
return answer
