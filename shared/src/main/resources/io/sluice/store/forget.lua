#!lua flags=allow-oom
-- forget: notes how far the history is archived, and trims what is archived but for a recent part.
--
-- KEYS  1 history  2 meta
-- ARGV  1 id of the last archived record   2 archived records to keep
-- returns how many records were trimmed
--
-- Only of a record that is there: one that is not was trimmed before, or is of another life of the stream, whose numbers
-- say nothing of this one. Sequences are dense, so what is not archived yet is as long as the difference.

local history, meta = unpack(KEYS)
local id, keep = ARGV[1], tonumber(ARGV[2])
if not redis.call('XRANGE', history, id, id)[1] then
  return 0
end
local sequence = tonumber(string.match(id, '-(%d+)$'))
local known = redis.call('HMGET', meta, 'archived', 'history')
if sequence > (tonumber(known[1]) or 0) then
  redis.call('HSET', meta, 'archived', string.format('%.0f', sequence))
end
local pending = math.max(0, (tonumber(known[2]) or 0) - sequence)
return redis.call('XTRIM', history, 'MAXLEN', string.format('%.0f', pending + keep))
