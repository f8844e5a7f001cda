#!lua flags=no-writes,allow-oom
-- peek: the entries that have been dirty longest.
--
-- KEYS  1 dirty  2 settings  3 meta  4 quarantine
-- ARGV  1 cursor: only names that became dirty after this revision
--       2 bound: only names that became dirty up to this revision; '' for the newest one, which the answer then names
--       3 entries a page (more where one change set goes beyond it)   4 bytes a page (likewise)
-- returns bound, cursor ('' when nothing is left), and texts with a line with the name and a line with the envelope of each entry
--
-- What waits in quarantine is passed over, so a page may be short, or empty, and still say where to continue.

local dirty, settings, meta, quarantine = unpack(KEYS)
local after, bound = ARGV[1], ARGV[2]
local page_entries, page_bytes = tonumber(ARGV[3]), tonumber(ARGV[4])
local BATCH = 16

-- include waiting
-- include line

if bound == '' then
  bound = redis.call('HGET', meta, 'revision') or redis.call('ZRANGE', dirty, 0, 0, 'REV', 'WITHSCORES')[2]
  if not bound then
    return { '0', '' }
  end
  bound = string.format('%.0f', tonumber(bound))
end

-- One more than a page shows whether anything is left. A page ends where the revision changes, for the cursor is one.
local names = redis.call('ZRANGE', dirty, '(' .. after, bound, 'BYSCORE', 'LIMIT', 0, page_entries + 1, 'WITHSCORES')
local time = redis.call('HLEN', quarantine) > 0 and now()
local answer, bytes = { bound, '' }, 0
local function waits(name, envelope)
  return time and (due_at(redis.call('HGET', quarantine, name), envelope) or 0) > time
end

-- Several at a time, for a call costs more than a look-up; but few, for values may be large.
local function take(members)
  for from = 1, #members, BATCH do
    local lines, envelopes = {}, redis.call('HMGET', settings, unpack(members, from, math.min(from + BATCH - 1, #members)))
    for i, envelope in ipairs(envelopes) do
      local name = members[from + i - 1]
      if envelope and not waits(name, envelope) then
        lines[#lines + 1] = line(name)
        lines[#lines + 1] = line(envelope)
        bytes = bytes + #envelope
      end
    end
    answer[#answer + 1] = table.concat(lines, '\n')
  end
end

local function continued(cursor)
  answer[2] = string.format('%.0f', tonumber(cursor))
  return answer
end

-- Names that became dirty at one revision are taken together.
local last, together, first_of_last = nil, {}, 1
for i = 1, #names, 2 do
  local since = names[i + 1]
  if last and since ~= last then
    if #together >= BATCH or i > 2 * page_entries then
      take(together)
      together = {}
    end
    if i > 2 * page_entries or bytes >= page_bytes then
      return continued(last)
    end
  end
  if since ~= last then
    first_of_last = #together + 1
  end
  last = since
  together[#together + 1] = names[i]
end
if #names > 2 * page_entries then
  for i, name in ipairs(redis.call('ZRANGE', dirty, last, last, 'BYSCORE')) do
    together[first_of_last + i - 1] = name
  end
  take(together)
  return continued(last)
end
take(together)
return answer
