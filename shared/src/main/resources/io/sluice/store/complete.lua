#!lua flags=allow-oom
-- complete: notes that everything has been offered that the archive holds of a namespace.
--
-- KEYS  1 settings  2 feed  3 history  4 meta
-- ARGV  1 channel   2 life of the server in which the offering began   3 anew, for a new epoch in any case; or ''
-- returns complete; other, if the server lives another life by now; mend, if hash and feed do not hold the same names
--
-- A new epoch is published without changes, so that nobody takes it for a lost message. A namespace that holds nothing has a
-- head from here on.

local settings, feed, history, meta = unpack(KEYS)
local channel, began = ARGV[1], ARGV[2]

-- include position

if redis.call('ZCARD', feed) ~= redis.call('HLEN', settings) then
  return 'mend'
end
local at = position(settings, feed, history, meta)
if at.replid ~= began then
  return 'other'
end
if at.epoch and ARGV[3] ~= 'anew' then
  redis.call('HSET', meta, 'complete', at.replid)
  return 'complete'
end
local begin = math.max(at.revision + 1, at.now)
local epoch, offset = epoch_of(begin, at.replid), exact(at.offset)
local revision = exact(at.revision > 0 and at.revision or begin)
redis.call('PUBLISH', channel, '{"epoch":"' .. epoch .. '","first":' .. exact(at.offset + 1) .. ',"last":' .. offset
  .. ',"revision":' .. revision .. ',"changes":[]}')
redis.call('HSET', meta, 'epoch', epoch, 'offset', offset, 'revision', revision, 'history', exact(at.recorded),
  'replid', at.replid, 'complete', at.replid)
return 'complete'
