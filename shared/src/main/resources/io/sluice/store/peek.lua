#!lua flags=no-writes,allow-oom
-- peek: the entries that have been dirty longest.
--
-- KEYS  1 dirty  2 settings  3 meta  4 quarantine
-- ARGV  1 cursor: only names that became dirty after this revision
--       2 bound: only names that became dirty up to this revision; '' for the newest one, which the answer then names
--       3 entries a page (more where one change set goes beyond it)   4 bytes a page (likewise)
-- returns bound, cursor, then name and envelope of every entry; the cursor is '' when nothing is left
--
-- What waits in quarantine is passed over, so a page may be short, or empty, and still say where to continue.

local dirty, settings, meta, quarantine = unpack(KEYS)
local after, bound = ARGV[1], ARGV[2]
local page_entries, page_bytes = tonumber(ARGV[3]), tonumber(ARGV[4])

-- include waiting

if bound == '' then
  bound = redis.call('HGET', meta, 'revision') or redis.call('ZRANGE', dirty, 0, 0, 'REV', 'WITHSCORES')[2]
  if not bound then
    return { '0', '' }
  end
  bound = string.format('%.0f', tonumber(bound))
end

-- One more than a page shows whether anything is left. A page ends where the revision changes, for the cursor is one.
local names = redis.call('ZRANGE', dirty, '(' .. after, bound, 'BYSCORE', 'LIMIT', 0, page_entries + 1, 'WITHSCORES')
local answer, bytes, last, taken = { bound, '' }, 0, nil, {}
local time = redis.call('HLEN', quarantine) > 0 and now()
local function waits(name, envelope)
  return time and (due_at(redis.call('HGET', quarantine, name), envelope) or 0) > time
end
local function take(name)
  if taken[name] then
    return
  end
  taken[name] = true
  local envelope = redis.call('HGET', settings, name)
  if envelope and not waits(name, envelope) then
    answer[#answer + 1] = name
    answer[#answer + 1] = envelope
    bytes = bytes + #envelope
  end
end
for i = 1, #names, 2 do
  local since = names[i + 1]
  if last and since ~= last and (i > 2 * page_entries or bytes >= page_bytes) then
    answer[2] = string.format('%.0f', tonumber(last))
    return answer
  end
  last = since
  take(names[i])
end
if #names > 2 * page_entries then
  for _, name in ipairs(redis.call('ZRANGE', dirty, last, last, 'BYSCORE')) do
    take(name)
  end
  answer[2] = string.format('%.0f', tonumber(last))
end
return answer
