#!lua flags=no-writes,allow-oom
-- followers: how far every one of these nodes has come that lives and that follows a namespace, and what it refuses there.
--
-- KEYS  nodes
-- ARGV  1 namespace
-- returns for each of them: key, what it has applied or '', rejections; for each rejection: name, revision and reason
--
-- Of a node that refuses nothing it reads three fields, for it is called again and again while somebody waits.

local namespace = ARGV[1]
local applied_field, rejected_start = 'applied:' .. namespace, 'rejected:' .. namespace .. ':'
local answer = {}
for _, key in ipairs(KEYS) do
  local told = redis.call('HMGET', key, applied_field, 'follows', 'rejections', 'state')
  local applied, follows = told[1], told[2] or ''
  if told[4] and (applied or follows == '*' or string.find(' ' .. follows .. ' ', ' ' .. namespace .. ' ', 1, true)) then
    local rejected = {}
    if (tonumber(told[3]) or 0) > 0 then
      local fields = redis.call('HGETALL', key)
      for i = 1, #fields, 2 do
        if string.sub(fields[i], 1, #rejected_start) == rejected_start then
          rejected[#rejected + 1] = string.sub(fields[i], #rejected_start + 1)
          rejected[#rejected + 1] = fields[i + 1]
        end
      end
    end
    answer[#answer + 1] = key
    answer[#answer + 1] = applied or ''
    answer[#answer + 1] = tostring(#rejected / 2)
    for _, part in ipairs(rejected) do
      answer[#answer + 1] = part
    end
  end
end
return answer
