#!lua flags=allow-oom
-- begin: begins to offer what the archive holds of a namespace.
--
-- KEYS  1 settings  2 feed  3 history  4 meta
-- ARGV  1 channel   2 anew, for a new epoch in any case; or ''
-- returns mend, if hash and feed do not hold the same names; else the life, in which everything has to be offered
--
-- The life is that of the server, with the epoch, which ends with the loss of what was offered before.

local settings, feed, history, meta = unpack(KEYS)
local channel, how = ARGV[1], ARGV[2]

-- include position
-- include anew

if redis.call('ZCARD', feed) ~= redis.call('HLEN', settings) then
  return 'mend'
end
local at = position(settings, feed, history, meta)
local epoch = how ~= 'anew' and at.epoch or begin_anew(at, channel, meta, '')
return at.replid .. ' ' .. epoch
