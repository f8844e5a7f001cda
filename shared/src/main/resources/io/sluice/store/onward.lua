#!lua flags=no-writes,allow-oom
-- onward: what has changed in a namespace behind a record, oldest first; a page.
--
-- KEYS  1 history
-- ARGV  1 id of the record behind which to go on, or '' to begin with the oldest   2 records a page   3 bytes a page
-- returns of every record: id, name, new, old, request
--
-- A page ends behind the record that fills it, so that one record is on it whatever its size.

local history = KEYS[1]
local behind, page_records, page_bytes = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
-- Few at a time: two values of a record may be large.
local STEP = 20

local answer, from, found, bytes = {}, behind == '' and '-' or '(' .. behind, 0, 0
while found < page_records and bytes < page_bytes do
  local step = math.min(STEP, page_records - found)
  local records = redis.call('XRANGE', history, from, '+', 'COUNT', step)
  for _, record in ipairs(records) do
    local id, fields = record[1], {}
    for i = 1, #record[2], 2 do
      fields[record[2][i]] = record[2][i + 1]
    end
    for _, part in ipairs({ id, fields.name or '', fields.new or '', fields.old or '', fields.request or '' }) do
      answer[#answer + 1] = part
      bytes = bytes + #part
    end
    found = found + 1
    if bytes >= page_bytes then
      return answer
    end
    from = '(' .. id
  end
  if #records < step then
    return answer
  end
end
return answer
