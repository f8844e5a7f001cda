#!lua
-- One write for itself: the limit that writes which travel together are compared with.
--
-- KEYS  1 settings  2 feed  3 dirty  4 tombstones  5 history  6 meta  7 request
-- ARGV  1 channel
--       2 request id          3 fingerprint of the request   4 milliseconds to remember it
--       5 bytes of changes above which the message carries names only
--       6 settings that the namespace may hold
--       then for each change: name, expectation, kind, tail
--         expectation  * anything, - absent, + present, the revision that must be there, or = and several of them
--         kind         present or tombstone; guard, behind all others, for what is only expected and not written
--         tail         the envelope behind its revision: "kind":…,"author":…,"reason":…,"value":…}
--       and last, if the changes themselves are to be remembered with the request: changes
-- returns
--   applied | repeated, epoch, first offset, last offset, revision, one character a change: 1 it was present before, 0 not
--   reused                               this request id was used for another request
--   conflict, name, envelope or '', ...  every change whose expectation does not hold
--   full, settings                       the namespace is at its limit
--
-- Lua has no rollback. Everything that can refuse, the reads that raise WRONGTYPE on a key of a foreign type among them,
-- comes before the first write.

local settings, feed, dirty, tombstones, history, meta, request = unpack(KEYS)
local channel, request_id, fingerprint = ARGV[1], ARGV[2], ARGV[3]
local remember, message_limit, settings_limit = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local FIRST, WIDTH = 7, 4
local GUARDS = #ARGV - (#ARGV - FIRST + 1) % WIDTH
local LAST = GUARDS
while LAST > FIRST and ARGV[LAST - 1] == 'guard' do
  LAST = LAST - WIDTH
end

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
  local newest = redis.call('ZRANGE', feed, 0, 0, 'REV', 'WITHSCORES')
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
  local lost = at.complete ~= '' and redis.call('ZCARD', feed) ~= redis.call('HLEN', settings)
  if at.epoch and known[5] == at.replid and not lost then
    return at
  end
  at.epoch, at.complete = nil, ''
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
-- expectations: what the changes of a write meet. Included, not called: `-- include expectations`, behind position.

-- Looks at the changes in ARGV from first to last, each width arguments long and beginning with name and expectation.
-- Returns the envelopes that are there (false where there is none), whether each name is present ('1' or '0'), what
-- the script answers where expectations do not hold ('conflict', then name and envelope or '' of every one), and how many
-- names are new. Only reads.
local function look(settings, first, last, width)
  local olds, existed, conflicts, added = {}, {}, { 'conflict' }, 0
  for i = first, last, width do
    local name, expectation = ARGV[i], ARGV[i + 1]
    local old = redis.call('HGET', settings, name)
    local revision, kind = 0, nil
    if old then
      revision, kind = parse(old)
    else
      added = added + 1
    end
    local present = kind == 'present'
    local holds = expectation == '*'
      or (expectation == '-' and not present)
      or (expectation == '+' and present)
      or (present and tonumber(expectation) == revision)
      or (present and string.sub(expectation, 1, 1) == '='
        and string.find(',' .. string.sub(expectation, 2) .. ',', ',' .. exact(revision) .. ',', 1, true) ~= nil)
    if not holds then
      conflicts[#conflicts + 1] = name
      conflicts[#conflicts + 1] = old or ''
    end
    olds[#olds + 1] = old
    existed[#existed + 1] = present and '1' or '0'
  end
  return olds, existed, conflicts, added
end

-- A repetition gets the first answer.
local answered = redis.call('GET', request)
if answered then
  local by, epoch, first, last, revision, existed = string.match(answered, '^(%S+) (%S+) (%d+) (%d+) (%d+) (%d+)')
  if by ~= fingerprint then
    return { 'reused' }
  end
  return { 'repeated', epoch, first, last, revision, existed }
end

-- Expectations, every one of them.
local olds, existed, conflicts, added = look(settings, FIRST, LAST, WIDTH)
local _, _, unguarded = look(settings, LAST + 1, GUARDS, WIDTH)
for i = 2, #unguarded do
  conflicts[#conflicts + 1] = unguarded[i]
end
if #conflicts > 1 then
  return conflicts
end

-- Limits and type guards.
local held = redis.call('HLEN', settings)
if added > 0 and held + added > settings_limit then
  return { 'full', exact(held) }
end
redis.call('ZCARD', dirty)
redis.call('ZCARD', tombstones)
local at = position(settings, feed, history, meta)

-- The revision follows Redis' clock and never goes back; the offset is dense; an epoch ends with the life of the server.
local number = math.max(at.revision + 1, at.now)
local revision, epoch = exact(number), at.epoch or epoch_of(number, at.replid)
local offset, recorded = at.offset, at.recorded

-- Publish first: it can be refused (ACL), and nobody sees anything until the script has ended.
local first, new, size = exact(offset + 1), {}, 0
local changes, names = {}, {}
for i = FIRST, LAST, WIDTH do
  local name, tail = ARGV[i], ARGV[i + 3]
  new[#new + 1] = '{"revision":' .. revision .. ',' .. tail
  changes[#changes + 1] = '{"name":"' .. name .. '",' .. tail
  names[#names + 1] = '"' .. name .. '"'
  size = size + #tail
end
local final = exact(offset + #new)
local content = size > message_limit and '"names":[' .. table.concat(names, ',') .. ']'
  or '"changes":[' .. table.concat(changes, ',') .. ']'
redis.call('PUBLISH', channel, '{"epoch":"' .. epoch .. '","first":' .. first .. ',"last":' .. final
  .. ',"revision":' .. revision .. ',' .. content .. '}')

-- The changes of a set become dirty together, since when the first of them was: a page of the drain, which ends where that
-- changes, has all of them.
local since = number
if #new > 1 then
  local members = {}
  for i = FIRST, LAST, WIDTH do
    members[#members + 1] = ARGV[i]
  end
  for _, score in ipairs(redis.call('ZMSCORE', dirty, unpack(members))) do
    since = math.min(since, score and tonumber(score) or since)
  end
end
since = exact(since)

-- From here on everything succeeds.
for i = FIRST, LAST, WIDTH do
  local change, name, kind = (i - FIRST) / WIDTH + 1, ARGV[i], ARGV[i + 2]
  offset = offset + 1
  recorded = recorded + 1
  redis.call('HSET', settings, name, new[change])
  redis.call('ZADD', feed, exact(offset), name)
  redis.call('ZADD', dirty, 'LT', since, name)
  if kind == 'tombstone' then
    redis.call('ZADD', tombstones, revision, name)
  else
    redis.call('ZREM', tombstones, name)
  end
  redis.call('XADD', history, revision .. '-' .. exact(recorded),
    'name', name, 'new', new[change], 'old', olds[change] or '', 'request', request_id)
end
redis.call('HSET', meta, 'epoch', epoch, 'offset', final, 'revision', revision, 'history', exact(recorded),
  'replid', at.replid, 'complete', at.complete)
local before = table.concat(existed)
local answer = table.concat({ fingerprint, epoch, first, final, revision, before }, ' ')
if GUARDS < #ARGV then
  answer = answer .. ' "changes":[' .. table.concat(changes, ',') .. ']'
end
redis.call('SET', request, answer, 'PX', remember)
return { 'applied', epoch, first, final, revision, before }
