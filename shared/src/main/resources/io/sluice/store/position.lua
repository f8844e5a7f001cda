-- position: where a namespace is, for the scripts that write to it. Included, not called: `-- include position`.

local function exact(number)
  return string.format('%.0f', number)
end

local function parse(envelope)
  local revision, kind = string.match(envelope, '^{"revision":(%d+),"kind":"(%a+)"')
  return tonumber(revision) or 0, kind
end

-- The last offset, revision and history record, Redis' time in microseconds, its replication id, in which life of the server
-- the namespace was found complete ('' for in none, and where a new epoch begins), and the epoch, which is nil where a new one
-- begins: meta is missing, or of another life of the server, or the namespace was complete and has lost something. It may
-- then be older than what it describes, so the feed and the history are asked as well. Only reads; they raise WRONGTYPE on
-- keys of a foreign type.
local function position(settings, feed, history, meta)
  local listed = redis.call('ZCARD', feed)
  redis.call('XLEN', history)
  local known = redis.call('HMGET', meta, 'epoch', 'offset', 'revision', 'history', 'replid', 'complete')
  local time = redis.call('TIME')
  local at = {
    epoch = known[1] or nil,
    offset = tonumber(known[2]) or 0,
    revision = tonumber(known[3]) or 0,
    recorded = tonumber(known[4]) or 0,
    now = tonumber(time[1]) * 1000000 + tonumber(time[2]),
    replid = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)'),
    complete = known[6] or '',
  }
  local lost = at.complete ~= '' and listed ~= redis.call('HLEN', settings)
  if at.epoch and known[5] == at.replid and not lost then
    return at
  end
  at.epoch, at.complete = nil, ''
  local newest = redis.call('ZRANGE', feed, 0, 0, 'REV', 'WITHSCORES')
  if newest[2] then
    at.offset = math.max(at.offset, tonumber(newest[2]))
    at.revision = math.max(at.revision, (parse(redis.call('HGET', settings, newest[1]) or '')))
  end
  local record = redis.call('XREVRANGE', history, '+', '-', 'COUNT', 1)[1]
  if record then
    local revision, sequence = string.match(record[1], '^(%d+)-(%d+)$')
    at.revision = math.max(at.revision, tonumber(revision))
    at.recorded = math.max(at.recorded, tonumber(sequence))
  end
  return at
end

-- The epoch that begins at a revision.
local function epoch_of(revision, replid)
  return exact(revision) .. '-' .. string.sub(replid, 1, 8)
end
