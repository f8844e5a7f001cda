#!lua flags=no-writes,allow-oom
-- since: what has changed in a namespace after an offset, in pages.
--
-- KEYS  1 settings  2 feed  3 meta
-- ARGV  1 epoch of the reader or ''    2 offset that it has
--       3 begin; or go on where an answer to begin left off: continue a delta, or the whole
--       4 names a page                 5 bytes a page of entries
--       6 entries that are few
-- returns kind, epoch, offset, revision, complete (1 or 0; 0 in a delta), cursor, names, and the entries
--   kind     delta  entries behind the reader's offset
--            full   the reader must take the whole namespace: other epoch, or below the floor; entries from the beginning
--            ahead  the reader has seen more than Redis holds; no entries
--            none   the namespace holds nothing; the other elements are ''
--   cursor   where to continue, or '' when this page reaches the head
--   names    '' where the entries are few: they are here, and the page is of one moment. Else a line for each name of the
--            page, whose entries the reader looks up itself, and the number of lines before them
--   entries  a text: a line with the name and a line with the envelope of each
--
-- The feed holds each name once, at its last change. A name that changes while a reader is under way moves behind its
-- cursor, so what the reader has put together with the page that reaches the head, which has its entries here, is the
-- namespace at that moment.

local settings, feed, meta = unpack(KEYS)
local reader_epoch, after, mode = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local page_names, page_bytes, few = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

-- include completeness
-- include line

local known = redis.call('HMGET', meta, 'epoch', 'offset', 'revision', 'floor', 'complete')
local epoch, offset, revision = known[1], known[2], known[3]
if not epoch then
  return { 'none', '', '', '', '0', '', '' }
end

local kind = 'delta'
if reader_epoch ~= epoch then
  kind, after = 'full', 0
elseif mode == 'begin' and after > tonumber(offset) then
  return { 'ahead', epoch, offset, revision, '0', '', '' }
elseif mode ~= 'whole' and after < (tonumber(known[4]) or 0) then
  kind, after = 'full', 0
end

local complete = (kind == 'full' or mode == 'whole') and is_complete(settings, feed, known[5])
local names = redis.call('ZRANGE', feed, '(' .. string.format('%.0f', after), '+inf', 'BYSCORE', 'LIMIT', 0, page_names)
local taken, text = #names, ''

-- What many entries come to is not for a script to say: it takes ten times as long as the look-up itself.
if #names > few then
  local cursor = string.format('%.0f', tonumber(redis.call('ZSCORE', feed, names[taken])))
  return { kind, epoch, offset, revision, complete and '1' or '0', cursor, #names .. '\n' .. table.concat(names, '\n') }
end

if #names > 0 then
  local envelopes = redis.call('HMGET', settings, unpack(names))
  local lines, bytes = {}, 0
  taken = 0
  while taken < #names and bytes < page_bytes do
    taken = taken + 1
    local envelope = envelopes[taken]
    if envelope then
      lines[#lines + 1] = line(names[taken])
      lines[#lines + 1] = line(envelope)
      bytes = bytes + #envelope
    end
  end
  text = table.concat(lines, '\n')
end

local cursor = ''
if taken > 0 and (taken == page_names or taken < #names) then
  local reached = tonumber(redis.call('ZSCORE', feed, names[taken]))
  if reached < tonumber(offset) then
    cursor = string.format('%.0f', reached)
  end
end
return { kind, epoch, offset, revision, complete and '1' or '0', cursor, '', text }
