#!lua flags=no-writes,allow-oom
-- barrier: how far a namespace is, and how much of that is archived, at one moment.
--
-- KEYS  1 dirty  2 meta
-- returns epoch or '', revision of the last write or '', since when the oldest dirty entry has been waiting or '',
--         records that the history has had, and how many of them are archived

local dirty, meta = unpack(KEYS)
local known = redis.call('HMGET', meta, 'epoch', 'revision', 'history', 'archived')
local oldest = redis.call('ZRANGE', dirty, 0, 0, 'WITHSCORES')[2]
return { known[1] or '', known[2] or '', oldest and string.format('%.0f', tonumber(oldest)) or '', known[3] or '0', known[4] or '0' }
