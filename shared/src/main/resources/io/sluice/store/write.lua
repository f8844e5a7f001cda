#!lua
-- write: carries out change sets, each all or nothing, one after the other, and publishes them.
--
-- KEYS  1 settings  2 feed  3 dirty  4 tombstones  5 history  6 meta  7 and up the request of each write
-- ARGV  1 channel
--       2 milliseconds to remember requests
--       3 bytes of changes above which a message carries names only
--       4 settings that the namespace may hold
--       then for each write:
--         request id, fingerprint of the request, what else is remembered with it: changes or nothing
--         the span that it is part of, as a W3C traceparent, or nothing
--         how many changes, how many guards
--         for each change: name, expectation, kind, tail
--         for each guard, which is only expected and not written: name, expectation
--           expectation  * anything, - absent, + present, the revision that must be there, or = and several of them
--           kind         present or tombstone
--           tail         the envelope behind its revision: "kind":…,"author":…,"reason":…,"value":…}
-- returns for each write
--   applied | repeated, epoch, first offset, last offset, revision, one character a change: 1 it was present before, 0 not
--   reused                               this request id was used for another request
--   conflict, name, envelope or '', ...  every change whose expectation does not hold
--   full, settings                       the namespace is at its limit
--
-- Lua has no rollback. Everything that can refuse, the reads that raise WRONGTYPE on a key of a foreign type among them,
-- comes before the first change. What the writes come to is gathered, and put into the keys that all of them share at the
-- end, with one command each: a command costs more than what it does.

local settings, feed, dirty, tombstones, history, meta = unpack(KEYS)
local channel, remember, message_limit, settings_limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local FIRST_REQUEST, FIRST_WRITE, HEAD, CHANGE, GUARD = 7, 5, 6, 4, 2

-- include position
-- include expectations

-- The writes, as places in ARGV, and all names that they speak of.
local writes, names, from = {}, {}, FIRST_WRITE
for i = FIRST_REQUEST, #KEYS do
  local first = from + HEAD
  local guards = first + tonumber(ARGV[from + 4]) * CHANGE
  local past = guards + tonumber(ARGV[from + 5]) * GUARD
  writes[#writes + 1] = { request = KEYS[i], from = from, first = first, guards = guards, past = past }
  for n = first, guards - 1, CHANGE do
    names[#names + 1] = ARGV[n]
  end
  for n = guards, past - 1, GUARD do
    names[#names + 1] = ARGV[n]
  end
  from = past
end

-- What is there now: answers by request, envelopes by name. Both follow what the writes come to.
local answered, entries = {}, {}
for _, write in ipairs(writes) do
  -- A key of a foreign type is no answer, and is replaced.
  local answer = redis.pcall('GET', write.request)
  answered[write.request] = type(answer) == 'string' and answer
end
for i, envelope in ipairs(redis.call('HMGET', settings, unpack(names))) do
  entries[names[i]] = envelope
end
local held = redis.call('HLEN', settings)
redis.call('ZCARD', dirty)
redis.call('ZCARD', tombstones)
local at = position(settings, feed, history, meta)
local begins = not at.epoch

-- What the writes come to, by name; and where the namespace is then, as texts, for to make one of a number takes long.
local touched, offsets, since_of, revisions, was_present = {}, {}, {}, {}, {}
local reached = {}

-- The changes of a set become dirty together, since when the first of them was: a page of the drain, which ends where that
-- changes, has all of them.
local function dirty_since(revision, members)
  if #members == 1 then
    return since_of[members[1]] or revision
  end
  local since, earliest = revision, tonumber(revision)
  for i, score in ipairs(redis.call('ZMSCORE', dirty, unpack(members))) do
    for _, known in ipairs({ score or revision, since_of[members[i]] or revision }) do
      if tonumber(known) < earliest then
        since, earliest = exact(tonumber(known)), tonumber(known)
      end
    end
  end
  return since
end

-- Publishes the changes at a new revision, and notes what they come to.
local function apply(request_id, write, existed)
  -- The revision follows Redis' clock and never goes back; the offset is dense; an epoch ends with the life of the server.
  local number = math.max(at.revision + 1, at.now)
  at.epoch = at.epoch or epoch_of(number, at.replid)
  at.revision = number
  local revision, offset = exact(number), at.offset

  local changes, members, size = {}, {}, 0
  for i = write.first, write.guards - 1, CHANGE do
    local name, tail = ARGV[i], ARGV[i + 3]
    changes[#changes + 1] = '{"name":"' .. name .. '",' .. tail
    members[#members + 1] = name
    size = size + #tail
  end
  local since = dirty_since(revision, members)
  local first = exact(offset + 1)
  local final = #members == 1 and first or exact(offset + #members)
  local trace = ARGV[write.from + 3] ~= '' and '"trace":"' .. ARGV[write.from + 3] .. '"'
  local content = size > message_limit and '"names":["' .. table.concat(members, '","') .. '"]'
    or '"changes":[' .. table.concat(changes, ',') .. ']'

  -- Publish first: it can be refused (ACL), and nobody sees anything until the script has ended.
  redis.call('PUBLISH', channel, '{"epoch":"' .. at.epoch .. '","first":' .. first .. ',"last":' .. final
    .. ',"revision":' .. revision .. ',' .. (trace and trace .. ',' or '') .. content .. '}')

  -- From here on everything succeeds.
  for n, name in ipairs(members) do
    local i = write.first + (n - 1) * CHANGE
    local new = '{"revision":' .. revision .. ',' .. ARGV[i + 3]
    if trace then
      -- Behind all else: what scripts look for stands in front.
      new = string.sub(new, 1, -2) .. ',' .. trace .. '}'
    end
    at.recorded = at.recorded + 1
    reached.recorded = exact(at.recorded)
    redis.call('XADD', history, revision .. '-' .. reached.recorded,
      'name', name, 'new', new, 'old', entries[name] or '', 'request', request_id)
    if not offsets[name] then
      touched[#touched + 1] = name
      was_present[name] = existed[n] == '1'
    end
    entries[name], since_of[name] = new, since
    offsets[name] = n == #members and final or exact(offset + n)
    revisions[name] = ARGV[i + 2] == 'tombstone' and revision or nil
  end
  at.offset = offset + #members
  reached.offset, reached.revision = final, revision
  return { at.epoch, first, final, revision }, changes
end

local function find(name)
  return entries[name]
end

local function carry_out(write)
  local request_id, fingerprint, kept = ARGV[write.from], ARGV[write.from + 1], ARGV[write.from + 2]

  -- A repetition gets the first answer.
  local known = answered[write.request]
  if known then
    local by, epoch, first, last, revision, existed = string.match(known, '^(%S+) (%S+) (%d+) (%d+) (%d+) (%d+)')
    if by ~= fingerprint then
      return { 'reused' }
    end
    return { 'repeated', epoch, first, last, revision, existed }
  end

  -- Expectations, every one of them.
  local existed, conflicts, added = look(find, write.first, write.guards - 1, CHANGE)
  if write.past > write.guards then
    local _, unguarded = look(find, write.guards, write.past - 1, GUARD)
    for i = 2, #unguarded do
      conflicts[#conflicts + 1] = unguarded[i]
    end
  end
  if #conflicts > 1 then
    return conflicts
  end
  if added > 0 and held + added > settings_limit then
    return { 'full', exact(held) }
  end

  local head, changes = apply(request_id, write, existed)
  held = held + added
  local present = table.concat(existed)
  local answer = fingerprint .. ' ' .. table.concat(head, ' ') .. ' ' .. present
  if kept == 'changes' then
    answer = answer .. ' "changes":[' .. table.concat(changes, ',') .. ']'
  end
  answered[write.request] = answer
  redis.call('SET', write.request, answer, 'PX', remember)
  return { 'applied', head[1], head[2], head[3], head[4], present }
end

local answers = {}
for i, write in ipairs(writes) do
  answers[i] = carry_out(write)
end
if #touched == 0 then
  return answers
end

local envelopes, places, work, buried, revived = {}, {}, {}, {}, {}
for _, name in ipairs(touched) do
  envelopes[#envelopes + 1] = name
  envelopes[#envelopes + 1] = entries[name]
  places[#places + 1] = offsets[name]
  places[#places + 1] = name
  work[#work + 1] = since_of[name]
  work[#work + 1] = name
  if revisions[name] then
    buried[#buried + 1] = revisions[name]
    buried[#buried + 1] = name
  elseif not was_present[name] then
    revived[#revived + 1] = name
  end
end
redis.call('HSET', settings, unpack(envelopes))
redis.call('ZADD', feed, unpack(places))
redis.call('ZADD', dirty, 'LT', unpack(work))
if #buried > 0 then
  redis.call('ZADD', tombstones, unpack(buried))
end
if #revived > 0 then
  redis.call('ZREM', tombstones, unpack(revived))
end
redis.call('HSET', meta, 'offset', reached.offset, 'revision', reached.revision, 'history', reached.recorded)
if begins then
  redis.call('HSET', meta, 'epoch', at.epoch, 'replid', at.replid, 'complete', at.complete)
end
return answers
