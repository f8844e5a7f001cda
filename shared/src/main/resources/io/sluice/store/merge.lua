#!lua
-- merge: takes entries that somebody else still holds into the hash, where they are newer than what it has.
--
-- KEYS  1 settings  2 feed  3 dirty  4 tombstones  5 history  6 meta
-- ARGV  1 channel
--       2 bytes of changes above which the message carries names only
--       then for each entry: name, kind, revision, tail (the envelope behind its revision, as for write)
-- returns epoch, offset, revision of the head ('' each where the namespace holds nothing), and how many were taken
--
-- An entry keeps its revision and takes a new offset; it becomes dirty and is published like a change. The history has
-- had it, or lost it: it gets no second record. Repeatable, in any order, from any number of hands.

local settings, feed, dirty, tombstones, history, meta = unpack(KEYS)
local channel, message_limit = ARGV[1], tonumber(ARGV[2])
local FIRST, WIDTH = 3, 4

-- include position

-- What is newer, also than what came before it here, and type guards.
local taken, size, highest, newest = {}, 0, 0, {}
for i = FIRST, #ARGV, WIDTH do
  local name, revision = ARGV[i], tonumber(ARGV[i + 2])
  local held = newest[name] or parse(redis.call('HGET', settings, name) or '')
  if revision > held then
    newest[name] = revision
    taken[#taken + 1] = i
    size = size + #ARGV[i + 3]
    highest = math.max(highest, revision)
  end
end
redis.call('ZCARD', dirty)
redis.call('ZCARD', tombstones)
local at = position(settings, feed, history, meta)
if #taken == 0 then
  local known = redis.call('HMGET', meta, 'epoch', 'offset', 'revision')
  return { known[1] or '', known[2] or '', known[3] or '', '0' }
end
local epoch = at.epoch or epoch_of(math.max(at.revision + 1, at.now), at.replid)
local offset, revision = at.offset, exact(math.max(at.revision, highest))
local first, final = exact(offset + 1), exact(offset + #taken)

-- Publish first: it can be refused (ACL), and nobody sees anything until the script has ended.
local content = {}
for n, i in ipairs(taken) do
  content[n] = size > message_limit and '"' .. ARGV[i] .. '"'
    or '{"name":"' .. ARGV[i] .. '","revision":' .. ARGV[i + 2] .. ',' .. ARGV[i + 3]
end
redis.call('PUBLISH', channel, '{"epoch":"' .. epoch .. '","first":' .. first .. ',"last":' .. final
  .. ',"revision":' .. revision .. (size > message_limit and ',"names":[' or ',"changes":[')
  .. table.concat(content, ',') .. ']}')

-- From here on everything succeeds.
for _, i in ipairs(taken) do
  local name, kind, made, tail = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  offset = offset + 1
  redis.call('HSET', settings, name, '{"revision":' .. made .. ',' .. tail)
  redis.call('ZADD', feed, exact(offset), name)
  redis.call('ZADD', dirty, 'NX', made, name)
  if kind == 'tombstone' then
    redis.call('ZADD', tombstones, made, name)
  else
    redis.call('ZREM', tombstones, name)
  end
end
redis.call('HSET', meta, 'epoch', epoch, 'offset', final, 'revision', revision, 'history', exact(at.recorded),
  'replid', at.replid, 'complete', at.complete)
return { epoch, final, revision, exact(#taken) }
