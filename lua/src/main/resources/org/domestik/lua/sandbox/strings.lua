-- string and utf8: what would take long or much memory in one call into C is looked at before.

-- Lua's own functions behind wrappers. Called as fields of this table they keep their names in messages.
local own = {}

-- Puts a function before one of Lua's own: it is called with the first argument.
local function behind(library, name, before)
  own[name] = library[name]
  local text = "local own, before = ... return function(first, ...) before(first) return own." .. name .. "(first, ...) end"
  library[name] = load(string.dump(load(text), true), "=?", "b")(own, before)
end

-- These take time for each byte of their first argument.
local function length(text)
  if type(text) == "string" then heavy(#text) end
end

for _, name in ipairs { "upper", "lower", "reverse", "byte", "packsize" } do behind(string, name, length) end
for _, name in ipairs { "len", "codepoint", "offset" } do behind(utf8, name, length) end

-- Under the names that C's messages have; own.unpack is that of tables.
local of_text = { pack = string.pack, unpack = string.unpack }
function string.unpack(form, text, ...)
  length(form)
  length(text)
  return of_text.unpack(form, text, ...)
end

------------------------------------------------------------------------ patterns

-- A text as C takes it; nil: C says what is wrong.
local function as_text(value)
  local kind = type(value)
  return kind == "string" and value or kind == "number" and tostring(value) or nil
end

-- A text of at most this length and a pattern known to be quick for it go to C without another look.
local SHORT = 512

local LONGEST_PLACE = 20 -- digits of a number that () gives

-- Of a search in C: how long it takes depends on the pattern.
local function search(text)
  due = due - 200
  heavy(#text * 8)
end

local function is_short(text, pattern, known)
  if type(text) ~= "string" or #text > SHORT then return false end
  local most = known[pattern]
  return most and #text <= most
end

-- The place where a search begins; nil: nowhere in this text, or C says what is wrong.
local function begin(text, init)
  local at = init == nil and 1 or whole(init)
  if at and at < 0 then at = #text + at + 1 end
  at = at and (at < 1 and 1 or at)
  return at and at <= #text + 1 and at or nil
end

-- Whether a search needs a matcher that can be stopped.
local function is_slow(text, pattern, anchors)
  return text and pattern and #text > quick_up_to(pattern, anchors)
end

-- C compares a long text at each place where its beginning is.
local function find_plain(text, part, at)
  local head = sub(part, 1, 64)
  while at do
    at = find(text, head, at, true)
    if at and sub(text, at, at + #part - 1) == part then return at, at + #part - 1 end
    at = at and at + 1
  end
end

own.find, own.match, own.gmatch, own.gsub = find, string.match, gmatch, gsub

function string.find(text, pattern, init, plain)
  if is_short(text, pattern, quick) then
    due = due - 200
    return own.find(text, pattern, init, plain)
  end
  local t, p = as_text(text), as_text(pattern)
  if t then search(t) end
  local at = t and p and begin(t, init)
  if at then
    if plain or not find(p, SPECIALS) then
      if #t * #p > ENOUGH_WORK * 10 then return find_plain(t, p, at) end
    elseif is_slow(t, p, true) then
      local one = matcher(t, p, true)
      local from, stop = one.next(at)
      if not from then return nil end
      return from, stop - 1, one.captures(from, stop)
    end
  end
  return own.find(text, pattern, init, plain)
end

function string.match(text, pattern, init)
  if is_short(text, pattern, quick) then
    due = due - 200
    return own.match(text, pattern, init)
  end
  local t, p = as_text(text), as_text(pattern)
  if t then search(t) end
  local at = t and p and begin(t, init)
  if at and is_slow(t, p, true) then
    local one = matcher(t, p, true)
    local from, stop = one.next(at)
    if not from then return nil end
    return one.captures(from, stop, true)
  end
  return own.match(text, pattern, init)
end

function string.gmatch(text, pattern, init)
  local t, p = as_text(text), as_text(pattern)
  local at = t and p and begin(t, init)
  if at and is_slow(t, p, false) then
    local one, last = matcher(t, p, false), nil
    return function()
      local from, stop = one.next(at, false, last)
      if not from then
        at = #t + 2
        return nil
      end
      at, last = stop, stop
      return one.captures(from, stop, true)
    end
  end
  local each, long = own.gmatch(text, pattern, init), #t > SHORT
  return function()
    due = long and 0 or due - 200
    return each()
  end
end

-- What a match becomes by a text in which %1 stands for a capture.
local function filled(by, one, from, stop)
  return (gsub(by, "%%(.?)", function(c)
    if c == "%" then return "%" end
    local text = find(c, "^%d") and one.capture(tonumber(c), from, stop)
    if text then return text end
    error(find(c, "^%d") and "invalid capture index %" .. c .. " in replacement string" or "invalid use of '%' in replacement string", 0)
  end))
end

-- string.gsub by a matcher that can be stopped.
local function replaced(text, pattern, by, most)
  local one = matcher(text, pattern, true)
  local out, count, at, done, last = {}, 0, 1, 1, nil
  while not most or count < most do
    local from, stop = one.next(at, false, last)
    if not from then break end
    count = count + 1
    local result
    if type(by) == "string" then
      result = filled(by, one, from, stop)
    elseif type(by) == "table" then
      result = by[one.capture(1, from, stop)]
    else
      result = by(one.captures(from, stop, true))
    end
    if not result then
      result = sub(text, from, stop - 1)
    elseif type(result) ~= "string" and type(result) ~= "number" then
      error("invalid replacement value (a " .. type(result) .. ")", 3)
    end
    out[#out + 1] = sub(text, done, from - 1)
    out[#out + 1] = result
    at, done, last = stop, stop, stop
    if one.anchored then break end
  end
  out[#out + 1] = sub(text, done)
  return table.concat(out), count
end

function string.gsub(text, pattern, by, n)
  if type(by) == "string" and #by <= SHORT and is_short(text, pattern, quick) then
    due = due - 200
    return own.gsub(text, pattern, by, n)
  end
  local t, p, most = as_text(text), as_text(pattern), whole(n)
  local kind = type(by)
  if t then search(t) end
  if kind == "number" then by, kind = tostring(by), "string" end
  local valid = t and p and (n == nil or most) and (kind == "string" or kind == "table" or kind == "function")
  if not valid then return own.gsub(text, pattern, by, n) end -- Which says what is wrong.
  if is_slow(t, p, true) then return replaced(t, p, by, most) end
  if kind == "string" then
    if (#t + 1) * #by > LONGEST_STRING then
      local _, count = gsub(t, p, "", most)
      -- What one %1 stands for in all matches together is a part of the text, or a number in each.
      local _, captures = gsub(by, "%%%d", "")
      cap(#t + count * #by + captures * (#t + (find(p, "()", 1, true) and count * LONGEST_PLACE or 0)))
    end
    return own.gsub(t, p, by, most)
  end
  local size = #t
  local function grown(result)
    if type(result) == "string" then
      size = size + #result
      cap(size, 4)
    end
    return result
  end
  if kind == "function" then
    return own.gsub(t, p, function(...) return grown(by(...)) end, most)
  end
  return own.gsub(t, p, function(first) return grown(by[first]) end, most)
end

------------------------------------------------------------------------ long results

function string.rep(s, n, sep)
  local ok, message = pcall(rep, s, tonumber(n) and 0 or n, sep) -- Are these arguments for it?
  if not ok then error((gsub(message, "'%?'", "'rep'")), 2) end
  local length = #tostring(s) + #tostring(sep or "")
  if length == 0 then return "" end -- C would count to n all the same.
  local size = length * (n + 0.0)
  cap(size)
  heavy(size)
  return rep(s, n, sep)
end

-- What one number takes at most, whatever its width and precision: lstrlib.c's MAX_ITEMF.
local LONGEST_NUMBER = 420
own.format = format

function string.format(form, ...)
  local parts, size = pack(...), #tostring(form)
  -- A text in %q may become four times as long.
  local times = type(form) == "string" and find(form, "%q", 1, true) and 4 or 1
  for i = 1, parts.n do
    local part = parts[i]
    if type(part) == "table" and debug.getmetatable(part) then
      part = tostring(part)
      parts[i] = part
    end
    size = size + LONGEST_NUMBER + (type(part) == "string" and #part * times or 0)
  end
  cap(size)
  heavy(size)
  return own.format(form, unpack(parts, 1, parts.n))
end

function string.pack(form, ...)
  local size = #tostring(form) * 16 -- Each letter may stand for so many bytes, and each number for as many as it says.
  for digits in gmatch(tostring(form), "%d+") do size = size + tonumber(digits) end
  for i = 1, select("#", ...) do
    local part = select(i, ...)
    if type(part) == "string" then size = size + #part end
  end
  cap(size)
  heavy(size)
  return of_text.pack(form, ...)
end
