local MOST_WANTED = 64 -- characters of a set that C goes through at each place

-- A matcher over one text: from, stop = matcher.next(at) looks for the first match from there on; stop is
-- the place behind it. matcher.captures(from, stop) are its captures, or all of it if there is none.
local function matcher(text, pattern, anchors)
  local items, fault = parsed(pattern, anchors)
  if not items then error(fault, 3) end
  local starts, stops, level = {}, {}, 0
  local UNCLOSED, PLACE = -1, -2
  local go

  -- What may come next, as a set (false: no character), and whether the text's end may; nil: that is not known.
  -- From place to place of it C is the quicker one.
  local function wanted(i)
    local chars = ""
    for k = i, #items do
      local item = items[k]
      if item.kind == "set" then
        local needed = not item.quantifier or item.quantifier == "+"
        if needed and chars == "" then return item.set, false end
        chars = chars .. members(item.set)
        if #chars > MOST_WANTED then return nil end
        if needed then return "[" .. gsub(chars, "%W", "%%%0") .. "]", false end
      elseif item.kind == "end" then
        return chars ~= "" and "[" .. gsub(chars, "%W", "%%%0") .. "]", true
      elseif item.kind ~= "open" and item.kind ~= "close" and item.kind ~= "place" then
        return nil
      end
    end
  end

  -- As often as can be. Like the next it answers the place behind the match of all, or nil and the last place from
  -- which it would fail for the same reasons.
  local function repeated(item, at, i)
    local _, last = find(text, item.many, at)
    local least = item.quantifier == "+" and at or at - 1
    for stop = last, item.longest and last >= least and last or least, -1 do
      local found = go(stop + 1, i + 1)
      if found then return found end
    end
    return nil, last + 1
  end

  -- As seldom as can be.
  local function shortest(item, at, i)
    while true do
      local stop = at
      if item.next ~= nil then stop = item.next and find(text, item.next, at) or item.ends and #text + 1 end
      if not stop then return nil, #text + 1 end
      if stop > at then
        local _, last = find(sub(text, at, stop - 1), item.many)
        if last ~= stop - at then return nil, at + last end
      end
      local found = go(stop, i + 1)
      if found then return found end
      if not find(text, item.one, stop) then return nil, stop end
      at = stop + 1
    end
  end

  local function balanced(item, at)
    if sub(text, at, at) ~= item.from then return nil end
    local depth = 1
    while true do
      at = find(text, item.either, at + 1)
      if not at then return nil end
      if sub(text, at, at) == item.to then
        depth = depth - 1
        if depth == 0 then return at + 1 end
      else
        depth = depth + 1
      end
    end
  end

  local function bordered(item, at)
    local before = at == 1 and "\0" or sub(text, at - 1, at - 1)
    local here = at > #text and "\0" or sub(text, at, at)
    return not find(before, item.set) and find(here, item.set)
  end

  local function captured(at, stop, i)
    if level == 32 then error("too many captures", 0) end
    level = level + 1
    starts[level], stops[level] = at, stop
    local found = go(at, i + 1)
    if not found then level = level - 1 end
    return found
  end

  local function closed(at, i)
    local last = level
    while last > 0 and stops[last] ~= UNCLOSED do last = last - 1 end
    if last == 0 then error("invalid pattern capture", 0) end
    stops[last] = at
    local found = go(at, i + 1)
    if not found then stops[last] = UNCLOSED end
    return found
  end

  local function again(item, at)
    local number = item.number
    if number == 0 or number > level or stops[number] == UNCLOSED then
      error("invalid capture index %" .. number .. " in pattern", 0)
    end
    if stops[number] == PLACE then return nil end
    local part = sub(text, starts[number], stops[number] - 1)
    return sub(text, at, at + #part - 1) == part and at + #part or nil
  end

  -- The place behind what the items from i on match at a place; nil if they do not.
  function go(at, i)
    while items[i] do
      local item = items[i]
      local kind, quantifier = item.kind, item.quantifier
      if item.repeats then
        if at >= item.failed and at <= item.failed_to then return nil end
        local found, to = item.repeats(item, at, i)
        -- From a place within that it would be tried with a part of what failed; but %1 is another thing from there.
        if not found and not items.recalls then item.failed, item.failed_to = at, to end
        return found
      end
      if kind == "open" then return captured(at, UNCLOSED, i) end
      if kind == "place" then return captured(at, PLACE, i) end
      if kind == "close" then return closed(at, i) end
      if quantifier == "?" then
        local found = find(text, item.one, at) and go(at + 1, i + 1)
        if found then return found end
      elseif kind == "set" then
        if not find(text, item.one, at) then return nil end
        at = at + 1
      elseif kind == "end" then
        return at == #text + 1 and at or nil
      elseif kind == "frontier" then
        if not bordered(item, at) then return nil end
      else
        at = kind == "balance" and balanced(item, at) or kind == "again" and again(item, at)
        if not at then return nil end
      end
      i = i + 1
    end
    return at
  end

  local lead -- The first item that takes characters.
  for i, item in ipairs(items) do
    lead = lead or item.kind ~= "open" and item.kind ~= "place" and item or nil
    if item.quantifier == "-" then
      item.repeats, item.next, item.ends = shortest, wanted(i + 1)
    elseif item.quantifier == "*" or item.quantifier == "+" then
      item.repeats, item.longest = repeated, not is_open(items, i)
    end
    item.failed, item.failed_to = 1, 0 -- Where it failed latest, from where to where.
  end

  local first, ends = nil, false
  if not items.anchored then first, ends = wanted(1) end
  local self = { anchored = items.anchored }

  -- here: at this place or not at all; other than a match that ends at not_at.
  function self.next(at, here, not_at)
    while at <= #text + 1 do
      level = 0
      local stop = go(at, 1)
      if stop and stop ~= not_at then return at, stop end
      if here or items.anchored then return nil end
      at = lead and at >= lead.failed and at <= lead.failed_to and lead.failed_to + 1 or at + 1
      if first ~= nil and at <= #text + 1 then
        at = first and find(text, first, at) or ends and #text + 1
        if not at then return nil end
      end
    end
  end

  function self.capture(number, from, stop)
    if number == 0 or number == 1 and level == 0 then return sub(text, from, stop - 1) end
    if number > level then return nil end
    return stops[number] == PLACE and starts[number] or sub(text, starts[number], stops[number] - 1)
  end

  function self.captures(from, stop, whole)
    if level == 0 and not whole then return end
    local all = {}
    for i = 1, level == 0 and 1 or level do all[i] = self.capture(i, from, stop) end
    return unpack(all, 1, #all)
  end

  return self
end
