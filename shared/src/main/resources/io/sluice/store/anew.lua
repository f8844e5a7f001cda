-- anew: begins a new epoch without a change. Included, not called: `-- include anew`, behind position.

-- Publishes it, so that nobody takes it for a lost message, and notes in which life of the server the namespace is complete
-- ('' for none). A namespace that holds nothing has a head from here on. Returns the epoch.
local function begin_anew(at, channel, meta, complete)
  local begin = math.max(at.revision + 1, at.now)
  local epoch, offset = epoch_of(begin, at.replid), exact(at.offset)
  local revision = exact(at.revision > 0 and at.revision or begin)
  redis.call('PUBLISH', channel, '{"epoch":"' .. epoch .. '","first":' .. exact(at.offset + 1) .. ',"last":' .. offset
    .. ',"revision":' .. revision .. ',"changes":[]}')
  redis.call('HSET', meta, 'epoch', epoch, 'offset', offset, 'revision', revision, 'history', exact(at.recorded),
    'replid', at.replid, 'complete', complete)
  return epoch
end
