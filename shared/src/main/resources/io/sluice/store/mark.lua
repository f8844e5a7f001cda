#!lua flags=allow-oom
-- mark: sets a mark behind writes in the stream of changes that Redis puts on disk and sends to its replicas.
--
-- KEYS  1 settings  2 mark  3 and up the request of each write
-- ARGV  for each write: how many names, revision, names
-- returns for each of them: 1 if this server has it, 0 if not
--
-- Whoever has the mark has everything that this server did before it. The answer is of the same moment, so a 1 holds
-- also for a server that is not the one that the write was sent to.

local settings, mark = KEYS[1], KEYS[2]

-- include held

local answers, at = {}, 1
for i = 3, #KEYS do
  local last = at + 1 + tonumber(ARGV[at])
  answers[#answers + 1] = held(KEYS[i], settings, ARGV[at + 1], at + 2, last) and 1 or 0
  at = last + 1
end
redis.call('SET', mark, ARGV[2], 'EX', 60)
return answers
