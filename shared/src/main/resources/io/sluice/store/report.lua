#!lua
-- report: puts a node's report in the place of the one before.
--
-- KEYS  1 node
-- ARGV  1 milliseconds after which the report counts no more
--       2 channel on which to tell of the report, or '' for none   3 what to tell there
--       then for each field: field, value
-- returns the number of fields

redis.call('DEL', KEYS[1])
for i = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
if ARGV[2] ~= '' then
  -- A note that cannot be sent is not missed: the report is there.
  redis.pcall('PUBLISH', ARGV[2], ARGV[3])
end
return (#ARGV - 3) / 2
