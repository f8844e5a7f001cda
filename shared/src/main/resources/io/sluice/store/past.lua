#!lua flags=no-writes,allow-oom
-- past: what has changed in a namespace, newest first, in pages.
--
-- KEYS  1 history
-- ARGV  1 id of the record behind which to go on, or '' to begin with the newest
--       2 name of the setting, or '' for all
--       3 records a page   4 records that may be looked at   5 bytes a page
-- returns where to go on, or '' where nothing older is left; id of the oldest record that is left, or ''; then of every
--   record: id, name, new, old, request
--
-- It may look at many records and find few: then the page is short, or empty, and still says where to go on.

local history = KEYS[1]
local behind, wanted = ARGV[1], ARGV[2]
local page_records, to_look_at, page_bytes = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
-- Few at a time: two values of a record may be large.
local STEP = 20

local oldest = redis.call('XRANGE', history, '-', '+', 'COUNT', 1)[1]
local answer = { '', oldest and oldest[1] or '' }
local from, seen, found, bytes = behind == '' and '+' or '(' .. behind, 0, 0, 0
while true do
  local records = redis.call('XREVRANGE', history, from, '-', 'COUNT', STEP)
  for _, record in ipairs(records) do
    local id, fields = record[1], {}
    for i = 1, #record[2], 2 do
      fields[record[2][i]] = record[2][i + 1]
    end
    seen = seen + 1
    if wanted == '' or fields.name == wanted then
      found = found + 1
      for _, part in ipairs({ id, fields.name or '', fields.new or '', fields.old or '', fields.request or '' }) do
        answer[#answer + 1] = part
        bytes = bytes + #part
      end
    end
    if found >= page_records or seen >= to_look_at or bytes >= page_bytes then
      answer[1] = id == answer[2] and '' or id
      return answer
    end
    from = '(' .. id
  end
  if #records < STEP then
    return answer
  end
end
