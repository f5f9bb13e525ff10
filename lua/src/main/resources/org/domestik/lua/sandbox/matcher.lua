-- A matcher over one text: from, stop = matcher.next(at) looks for the first match from there on; stop is
-- the place behind it. matcher.captures(from, stop) are its captures, or all of it if there is none.
local function matcher(text, pattern, anchors)
  local items, fault = parsed(pattern, anchors)
  if not items then error(fault, 3) end
  local starts, stops, level = {}, {}, 0
  local UNCLOSED, PLACE = -1, -2
  local go

  local function repeated(item, at, i)
    local _, last = find(text, item.many, at)
    for stop = last, item.quantifier == "+" and at or at - 1, -1 do
      local found = go(stop + 1, i + 1)
      if found then return found end
    end
  end

  -- The set that has to come next, if that is known: from place to place of it C is the quicker one.
  local function wanted(i)
    while items[i] and (items[i].kind == "open" or items[i].kind == "close" or items[i].kind == "place") do i = i + 1 end
    local item = items[i]
    return item and item.kind == "set" and (not item.quantifier or item.quantifier == "+") and item.set or nil
  end

  local function shortest(item, at, i)
    local set = wanted(i + 1)
    while true do
      local stop = at
      if set then stop = find(text, set, at) end
      if not stop then return nil end
      if stop > at then
        local _, last = find(sub(text, at, stop - 1), item.many)
        if last ~= stop - at then return nil end
      end
      local found = go(stop, i + 1)
      if found then return found end
      if not find(text, item.one, stop) then return nil end
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
      if quantifier == "*" or quantifier == "+" then return repeated(item, at, i) end
      if quantifier == "-" then return shortest(item, at, i) end
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

  local first = not items.anchored and wanted(1)
  local self = { anchored = items.anchored }

  -- here: at this place or not at all; other than a match that ends at not_at.
  function self.next(at, here, not_at)
    while at <= #text + 1 do
      level = 0
      local stop = go(at, 1)
      if stop and stop ~= not_at then return at, stop end
      if here or items.anchored then return nil end
      at = at + 1
      if first then
        at = find(text, first, at)
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
