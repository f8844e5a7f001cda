-- waiting: what the quarantine says of an entry. Included, not called: `-- include waiting`.

-- Redis' time in microseconds.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- When an entry is due again that is kept at the revision that the hash holds; nil if it is not kept, or has changed.
local function due_at(item, envelope)
  local kept, due = string.match(item or '', '^{"revision":(%d+),"attempts":%d+,"since":%d+,"next":(%d+),')
  return kept and kept == string.match(envelope or '', '^{"revision":(%d+),') and tonumber(due) or nil
end
