#!lua flags=allow-oom
-- call: publishes a message on the channel of a namespace, behind all that were published there before.
--
-- KEYS  1 meta: only so that the call goes to the server that holds the namespace
-- ARGV  1 channel  2 message
-- returns how many got it at this server

return redis.call('PUBLISH', ARGV[1], ARGV[2])
