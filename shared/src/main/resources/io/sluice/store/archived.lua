#!lua flags=no-writes,allow-oom
-- archived: whether the archive has a write.
--
-- KEYS  1 dirty  2 settings
-- ARGV  for each entry: name, revision
-- returns 1 if it has every entry at that revision or a higher one, else 0
--
-- A name is dirty since the first of its revisions that the archive lacks. That it is not dirty proves nothing where the
-- hash has lost it.

local dirty, settings = unpack(KEYS)
for i = 1, #ARGV, 2 do
  local name, wanted = ARGV[i], tonumber(ARGV[i + 1])
  local envelope = redis.call('HGET', settings, name)
  local held = envelope and tonumber(string.match(envelope, '^{"revision":(%d+),') or '')
  if not held or held < wanted then
    return 0
  end
  local since = redis.call('ZSCORE', dirty, name)
  if since and tonumber(since) <= wanted then
    return 0
  end
end
return 1
