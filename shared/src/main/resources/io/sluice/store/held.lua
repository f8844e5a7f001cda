-- held: whether this server has a write, for the scripts that prove something of it. Included, not called: `-- include held`.

-- Whether it remembers the answer to the request, which came to be in one step with everything else of the write; and holds
-- each name in that revision or a newer one, for a key can be lost alone. Names are ARGV[first] to ARGV[last]. Only reads.
local function held(request, settings, revision, first, last)
  local answer = redis.call('GET', request)
  if not answer or string.match(answer, '^%S+ %S+ %d+ %d+ (%d+) ') ~= revision then
    return false
  end
  for i = first, last do
    local envelope = redis.call('HGET', settings, ARGV[i])
    local there = envelope and tonumber(string.match(envelope, '^{"revision":(%d+),') or '')
    if not there or there < tonumber(revision) then
      return false
    end
  end
  return true
end
