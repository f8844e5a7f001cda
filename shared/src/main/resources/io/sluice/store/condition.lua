#!lua flags=no-writes,allow-oom
-- condition: whether the absence of a name means that there is none.
--
-- KEYS  1 settings  2 feed  3 meta
-- returns 1 if the namespace is complete, else 0; and the life of the server, or '' for who may not ask

local settings, feed, meta = unpack(KEYS)

-- include completeness

local complete = is_complete(settings, feed, redis.call('HGET', meta, 'complete'))
return { complete and '1' or '0', life() or '' }
