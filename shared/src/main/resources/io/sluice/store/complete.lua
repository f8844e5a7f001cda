#!lua flags=allow-oom
-- complete: notes that everything has been offered that the archive holds of a namespace.
--
-- KEYS  1 settings  2 feed  3 history  4 meta
-- ARGV  1 channel   2 life in which everything was offered, as begin or condition told it
-- returns 1 if the namespace is complete now; 0 if another life has begun, or something was lost meanwhile

local settings, feed, history, meta = unpack(KEYS)
local channel, life = ARGV[1], ARGV[2]

-- include position
-- include anew

local at = position(settings, feed, history, meta)
if redis.call('ZCARD', feed) ~= redis.call('HLEN', settings) or at.replid .. ' ' .. (at.epoch or '') ~= life then
  return 0
end
if at.epoch then
  redis.call('HSET', meta, 'complete', at.replid)
else
  begin_anew(at, channel, meta, at.replid)
end
return 1
