-- expectations: what the changes of a write meet. Included, not called: `-- include expectations`, behind position.

-- Looks at the changes in ARGV from first to last, each width arguments long and beginning with name and expectation.
-- find gives the envelope of a name, and false where there is none. Returns whether each name is present ('1' or '0'), what
-- the script answers where expectations do not hold ('conflict', then name and envelope or '' of every one), and how many
-- names are new. Only reads.
local function look(find, first, last, width)
  local existed, conflicts, added = {}, { 'conflict' }, 0
  for i = first, last, width do
    local name, expectation = ARGV[i], ARGV[i + 1]
    local old = find(name)
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
    existed[#existed + 1] = present and '1' or '0'
  end
  return existed, conflicts, added
end
