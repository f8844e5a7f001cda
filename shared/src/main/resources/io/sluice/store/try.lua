#!lua flags=no-writes,allow-oom
-- try: what write would say to a change set, and what it would replace. Changes nothing.
--
-- KEYS  1 settings
-- ARGV  1 settings that the namespace may hold
--       then for each change: name, expectation, as for write
-- returns
--   possible, envelope or '' ...         what is there now, for each change
--   conflict, name, envelope or '', ...  every change whose expectation does not hold
--   full, settings                       the namespace is at its limit

local settings, settings_limit = KEYS[1], tonumber(ARGV[1])
local FIRST, WIDTH = 2, 2

-- include position
-- include expectations

local olds = {}
local function find(name)
  olds[#olds + 1] = redis.call('HGET', settings, name)
  return olds[#olds]
end

local _, conflicts, added = look(find, FIRST, #ARGV, WIDTH)
if #conflicts > 1 then
  return conflicts
end
local held = redis.call('HLEN', settings)
if added > 0 and held + added > settings_limit then
  return { 'full', exact(held) }
end
local answer = { 'possible' }
for i, old in ipairs(olds) do
  answer[i + 1] = old or ''
end
return answer
