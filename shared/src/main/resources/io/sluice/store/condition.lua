#!lua flags=no-writes,allow-oom
-- condition: whether the absence of a name means that there is none.
--
-- KEYS  1 settings  2 feed  3 meta
-- returns 1 if the namespace is complete, else 0; and the life: that of the server, or '' for who may not ask, and behind a
--   space the epoch that has begun in it, or ''

local settings, feed, meta = unpack(KEYS)

-- include completeness

local known = redis.call('HMGET', meta, 'complete', 'epoch', 'replid')
local complete, server = is_complete(settings, feed, known[1]), life() or ''
return { complete and '1' or '0', server .. ' ' .. (known[3] == server and known[2] or '') }
