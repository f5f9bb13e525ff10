-- Patterns: C's matcher where it must be quick, one that can be stopped where it need not be.
--
-- C looks at no limit while it matches, and takes up to the text's length to the power of what a pattern
-- leaves open: "(.-)(.-)x" on a few thousand letters is for ever. What follows counts that power, and
-- knows from it how long a text may be for C.

local ENOUGH_WORK = 2e7 -- steps of C's matcher; a tenth of a second at most
local MOST_KNOWN = 200 -- patterns; a script that makes more of them has them looked at again
local LONG_PATTERN = 1000
local SPECIALS = "[%^%$%*%+%?%.%(%[%%%-]"
local QUANTIFIERS = { ["*"] = true, ["+"] = true, ["-"] = true, ["?"] = true }
local ALL = {}
for byte = 0, 255 do ALL[#ALL + 1] = string.char(byte) end
ALL = concat(ALL)

-- The end of a set that begins with [ at a place, as C finds it.
local function set_end(pattern, at)
  local from = at + 1
  if sub(pattern, from, from) == "^" then from = from + 1 end
  local first = true
  while first or sub(pattern, from, from) ~= "]" do
    first = false
    if from > #pattern then return nil, "malformed pattern (missing ']')" end
    from = from + (sub(pattern, from, from) == "%" and 2 or 1)
  end
  return from
end

local function single(set, at, pattern)
  local follows = sub(pattern, at, at)
  local quantifier = QUANTIFIERS[follows] and follows or nil
  return { kind = "set", set = set, one = "^" .. set, many = "^" .. set .. "*", quantifier = quantifier }, quantifier and at + 1 or at
end

-- One item of a pattern and the place behind it; nil and what is wrong.
local function item_at(pattern, at)
  local c, n = sub(pattern, at, at), sub(pattern, at + 1, at + 1)
  if c == "(" then
    if n == ")" then return { kind = "place" }, at + 2 end
    return { kind = "open" }, at + 1
  elseif c == ")" then
    return { kind = "close" }, at + 1
  elseif c == "$" and at == #pattern then
    return { kind = "end" }, at + 1
  elseif c == "[" then
    local last, fault = set_end(pattern, at)
    if not last then return nil, fault end
    return single(sub(pattern, at, last), last + 1, pattern)
  elseif c == "." then
    return single(c, at + 1, pattern)
  elseif c ~= "%" then
    return single((gsub(c, "%W", "%%%0")), at + 1, pattern)
  elseif n == "" then
    return nil, "malformed pattern (ends with '%')"
  elseif n == "b" then
    local from, to = sub(pattern, at + 2, at + 2), sub(pattern, at + 3, at + 3)
    if to == "" then return nil, "malformed pattern (missing arguments to '%b')" end
    return { kind = "balance", from = from, to = to, set = (gsub(from, "%W", "%%%0")), either = "[" .. gsub(from .. to, "%W", "%%%0") .. "]" }, at + 4
  elseif n == "f" then
    if sub(pattern, at + 2, at + 2) ~= "[" then return nil, "missing '[' after '%f' in pattern" end
    local last, fault = set_end(pattern, at + 2)
    if not last then return nil, fault end
    return { kind = "frontier", set = sub(pattern, at + 2, last) }, last + 1
  elseif find(n, "^%d") then
    return { kind = "again", number = tonumber(n) }, at + 2
  end
  return single(c .. n, at + 2, pattern)
end

-- The items of a pattern, with .anchored; nil and what is wrong with it.
local function parsed(pattern, anchors)
  local items, open = { anchored = anchors and sub(pattern, 1, 1) == "^" }, 0
  local at, fault = items.anchored and 2 or 1, nil
  while at <= #pattern do
    local item
    item, fault = item_at(pattern, at)
    if not item then return nil, fault end
    at = fault
    items[#items + 1] = item
    items.recalls = items.recalls or item.kind == "again"
    open = open + (item.kind == "open" and 1 or item.kind == "close" and -1 or 0)
    if open < 0 then return nil, "invalid pattern capture" end
  end
  if open > 0 then return nil, "unfinished capture" end
  return items
end

-- Whether what follows an item always matches, so that nothing is ever tried a second time.
local function is_free(items, i)
  for k = i + 1, #items do
    local item = items[k]
    if item.kind == "set" and (not item.quantifier or item.quantifier == "+") then return false end
    if item.kind ~= "set" and item.kind ~= "open" and item.kind ~= "close" and item.kind ~= "place" then return false end
  end
  return true
end

-- The characters of a set.
local function members(set)
  local chars = {}
  for c in gmatch(ALL, set) do chars[#chars + 1] = c end
  return concat(chars)
end

-- Whether what follows an item may begin with what the item matches: then each length of it is tried.
local function is_open(items, i)
  local chars = members(items[i].set)
  for k = i + 1, #items do
    local item = items[k]
    if item.kind == "again" then return true end
    if item.set and find(chars, item.set) then return true end
    if item.kind == "set" and item.quantifier and item.quantifier ~= "+" then
      -- What may be left out says nothing of what follows it.
    elseif item.set or item.kind == "end" then
      return false
    end
  end
  return false
end

-- How long a text may be for C to match it in time.
local function measured(pattern, anchors)
  if #pattern > LONG_PATTERN then return 0 end
  local items = parsed(pattern, anchors)
  if not items then
    -- What is wrong is C's to say, once it comes there.
    local _, quantifiers = gsub(pattern, "[*+?-]", "")
    return ENOUGH_WORK ^ (1 / (quantifiers + 2)) // 1 | 0
  end
  local power, scans, doublings = items.anchored and 0 or 1, 0, 0
  for i, item in ipairs(items) do
    if item.kind == "balance" or item.kind == "again" then
      scans = 1
    elseif item.quantifier and not is_free(items, i) then
      local tried = is_open(items, i)
      if item.quantifier == "?" then
        doublings = doublings + (tried and 1 or 0)
      elseif tried then
        power = power + 1
      else
        scans = 1
      end
    end
  end
  power = power + scans
  return power <= 1 and doublings == 0 and math.maxinteger or (ENOUGH_WORK / 2 ^ doublings) ^ (1 / power) // 1 | 0
end

-- By pattern, as find and as gmatch take it. Looked into on every call, so nothing is between.
local quick, quick_each, known = {}, {}, 0

local function quick_up_to(pattern, anchors)
  local most = (anchors and quick or quick_each)[pattern]
  if most then return most end
  most = measured(pattern, anchors)
  if known >= MOST_KNOWN then quick, quick_each, known = {}, {}, 0 end
  known = known + 1
  if anchors then quick[pattern] = most else quick_each[pattern] = most end
  return most
end
