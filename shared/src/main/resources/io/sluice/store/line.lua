-- line: entries as lines of few texts, which are sent and read with less work than many. Included, not called:
-- `-- include line`.

-- What Sluice writes has no line breaks; where others put some, spaces mean the same in an envelope and are as wrong in a name.
local function line(text)
  return string.find(text, '\n', 1, true) and string.gsub(text, '\n', ' ') or text
end
