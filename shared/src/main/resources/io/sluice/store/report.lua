#!lua
-- report: puts a node's report in the place of the one before.
--
-- KEYS  1 node
-- ARGV  1 milliseconds after which the report counts no more
--       then for each field: field, value
-- returns the number of fields

redis.call('DEL', KEYS[1])
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return (#ARGV - 1) / 2
