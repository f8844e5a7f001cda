#!lua flags=no-writes,allow-oom,allow-stale
-- guarantees: what this server can prove of a change.
--
-- no KEYS, no ARGV
-- returns 1 if it knows WAITAOF, else 0; 1 if it writes an append-only file, else 0; replicas that are in step with it

local known = redis.pcall('COMMAND', 'INFO', 'WAITAOF')
local waitaof = type(known) == 'table' and not known.err and known[1] and '1' or '0'
local file = string.match(redis.call('INFO', 'persistence'), 'aof_enabled:(%d)') or '0'
local replicas = 0
for state in string.gmatch(redis.call('INFO', 'replication'), '\nslave%d+:[^\r\n]-state=(%a+)') do
  replicas = replicas + (state == 'online' and 1 or 0)
end
return { waitaof, file, tostring(replicas) }
