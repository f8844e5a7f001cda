#!lua flags=no-writes,allow-oom
-- archived: whether the archive has a write.
--
-- KEYS  1 dirty  2 settings  3 the request of the write  4 history  5 meta
-- ARGV  1 revision, then the names
-- returns 1 if it has each name at that revision or a higher one, and the write's records, else 0
--
-- A name is dirty since the first of its revisions that the archive lacks, and a record that is not archived is in the
-- stream. That they are not there proves nothing where Redis has lost the write.

local dirty, settings, request, history, meta = unpack(KEYS)
local revision = ARGV[1]

-- include held

if not held(request, settings, revision, 2, #ARGV) then
  return 0
end
for i = 2, #ARGV do
  local since = redis.call('ZSCORE', dirty, ARGV[i])
  if since and tonumber(since) <= tonumber(revision) then
    return 0
  end
end
local record = redis.call('XREVRANGE', history, revision, revision, 'COUNT', 1)[1]
local archived = tonumber(redis.call('HGET', meta, 'archived') or '') or 0
return (not record or tonumber(string.match(record[1], '-(%d+)$')) <= archived) and 1 or 0
