-- completeness: whether absence means something. Included, not called: `-- include completeness`.

-- The life of the server: another one after each start and failover; nil for who may not ask.
local function life()
  local told = redis.pcall('INFO', 'replication')
  return type(told) == 'string' and string.match(told, 'master_replid:(%x+)') or nil
end

-- Complete is what was noted to be in this very life, unless hash and feed show side by side that one of them has lost
-- something since. The noted one is false or '' where none is noted: then the server is not asked.
local function is_complete(settings, feed, noted)
  return noted and noted ~= '' and redis.call('ZCARD', feed) == redis.call('HLEN', settings) and noted == life()
end
