#!lua flags=allow-oom
-- mark: sets a mark behind writes in the stream of changes that Redis puts on disk and sends to its replicas.
--
-- KEYS  1 settings  2 mark
-- ARGV  for each entry of the writes: name, revision
-- returns for each of them: 1 if the hash holds that revision or a newer one, 0 if not
--
-- Whoever has the mark has everything that this server did before it. The answer is of the same moment, so a 1 holds
-- also for a server that is not the one that the write was sent to.

local settings, mark = unpack(KEYS)
local held = {}
for i = 1, #ARGV, 2 do
  local envelope = redis.call('HGET', settings, ARGV[i])
  local revision = envelope and tonumber(string.match(envelope, '^{"revision":(%d+),') or '')
  held[#held + 1] = revision and revision >= tonumber(ARGV[i + 1]) and 1 or 0
end
redis.call('SET', mark, ARGV[2], 'EX', 60)
return held
