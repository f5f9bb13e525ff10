-- The standard library: what may be called, what says why not, and the names of Lua 5.1.

local set = setmetatable
function setmetatable(object, meta)
  -- Finalizers run with the hook off: nothing could stop one.
  if type(meta) == "table" and rawget(meta, "__gc") ~= nil then error("__gc is not available in a probe", 2) end
  return set(object, meta)
end

_G.setmetatable = setmetatable

function _G.collectgarbage(option, ...)
  option = option or "collect"
  if option ~= "collect" and option ~= "count" and option ~= "step" then
    error("collectgarbage: only \"collect\", \"count\" and \"step\" are available in a probe", 2)
  end
  return collectgarbage(option, ...)
end

-- Lua's own functions behind wrappers. Called as fields of this table they keep their names in messages.
local own = {}

-- Puts a function before one of Lua's own: it is called with the first argument.
local function behind(library, name, before)
  own[name] = library[name]
  local text = "local own, before = ... return function(first, ...) before(first) return own." .. name .. "(first, ...) end"
  library[name] = load(string.dump(load(text), true), "=?", "b")(own, before)
end

function _G.load(chunk, name, mode, env)
  room()
  if type(chunk) == "string" then heavy(#chunk) end
  -- Bytecode is not checked by Lua and can crash the process, so text only.
  if env ~= nil then return checked(load(chunk, name, "t", env)) end
  return checked(load(chunk, name, "t"))
end

-- These take time for each byte of their first argument.
local function length(text)
  if type(text) == "string" then heavy(#text) end
end

for _, name in ipairs { "upper", "lower", "reverse", "byte", "unpack" } do behind(string, name, length) end
for _, name in ipairs { "len", "codepoint", "offset" } do behind(utf8, name, length) end

-- And these may take much more, for the pattern's sake.
local function search(text)
  due = due - 20
  if type(text) == "string" then heavy(#text * 8) end
end

behind(string, "find", search)
behind(string, "match", search)

own.gmatch = gmatch
function string.gmatch(text, ...)
  local each = own.gmatch(text, ...)
  return function()
    search(text)
    return each()
  end
end

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

-- One call into C builds a whole string before the hook looks at the memory again.
function table.concat(list, separator, from, to)
  local size, last = 0, to or #list
  local between = #tostring(separator or "")
  for i = from or 1, last do
    local part = list[i]
    if type(part) == "string" then size = size + #part + between end
  end
  cap(size)
  heavy(size)
  return concat(list, separator, from, last)
end

own.format = format
function string.format(form, ...)
  local parts, size = pack(...), #tostring(form)
  for i = 1, parts.n do
    local part = parts[i]
    if type(part) == "table" and debug.getmetatable(part) then
      part = tostring(part)
      parts[i] = part
    end
    if type(part) == "string" then size = size + #part end
  end
  cap(size)
  heavy(size)
  return own.format(form, unpack(parts, 1, parts.n))
end

own.pack = string.pack
function string.pack(form, ...)
  local size = 0
  for digits in gmatch(tostring(form), "%d+") do size = size + tonumber(digits) end
  for i = 1, select("#", ...) do
    local part = select(i, ...)
    if type(part) == "string" then size = size + #part end
  end
  cap(size)
  return own.pack(form, ...)
end

-- What C moves is bounded by the length that a table says it has.
local MOST = limits.memory // 16
local function few(count)
  if count > MOST then error("more than " .. MOST .. " elements at once", 3) end
  heavy(count)
end

for _, name in ipairs { "move", "insert", "remove", "sort" } do own[name] = table[name] end

function table.move(from, first, last, ...)
  if math_type(first) and math_type(last) then few(last - first + 0.0) end
  return own.move(from, first, last, ...)
end

-- With a length of its own making, C would count as far as that.
local function honest(list)
  local meta = type(list) == "table" and debug.getmetatable(list)
  if meta and rawget(meta, "__len") ~= nil then error("this table has a __len of its own", 3) end
end

function table.insert(list, ...)
  honest(list)
  return own.insert(list, ...)
end

function table.remove(list, ...)
  honest(list)
  return own.remove(list, ...)
end

function table.sort(list, before)
  honest(list)
  if type(list) == "table" then heavy(rawlen(list) * 16) end
  return own.sort(list, before)
end

function table.unpack(list, from, to)
  if math_type(to) then heavy(to - (math_type(from) and from or 1) + 0.0) elseif type(list) == "table" then heavy(rawlen(list)) end
  return unpack(list, from, to)
end

function string.gsub(text, pattern, by, n)
  search(text)
  if type(by) == "string" then
    if (#tostring(text) + 1) * #by > limits.memory // 2 then
      local _, count = gsub(text, pattern, "%0", n)
      cap(#text + count * #by * (find(by, "%%") and #text or 1))
    end
    return gsub(text, pattern, by, n)
  end
  local size = 0
  local function grown(result)
    if type(result) == "string" then
      size = size + #result
      cap(size)
    end
    return result
  end
  if type(by) == "function" then
    return gsub(text, pattern, function(...) return grown(by(...)) end, n)
  elseif type(by) == "table" then
    return gsub(text, pattern, function(first) return grown(by[first]) end, n)
  end
  return gsub(text, pattern, by, n)
end

local function refuse(name, why)
  return function() error(name .. " is not available in a probe: " .. why, 2) end
end

local NO_WRITE = "probes only read"
local NO_RUN = "a probe starts no process; name the command in the agent's config and use io.popen"

string.dump = nil
_G.dofile, _G.loadfile = refuse("dofile", "use require"), refuse("loadfile", "use require")
_G.debug = { traceback = traceback }
-- The host's clock, so that a recorded run sees the time it was recorded at.
local function seconds() return native.now and native.now() // 1 | 0 or os.time() end

_G.os = {
  clock = os.clock, difftime = os.difftime,
  date = function(form, time) return os.date(form or "%c", time or seconds()) end,
  time = function(fields) return fields and os.time(fields) or seconds() end,
  getenv = native.getenv or function() end,
  execute = refuse("os.execute", NO_RUN),
  exit = refuse("os.exit", "it would end the agent"),
  remove = refuse("os.remove", NO_WRITE),
  rename = refuse("os.rename", NO_WRITE),
  setlocale = refuse("os.setlocale", "the agent's other probes would see it"),
  tmpname = refuse("os.tmpname", NO_WRITE),
}

-- The names of Lua 5.1 that scripts in the field still use.
_G.unpack, _G.loadstring = table.unpack, _G.load
table.getn = function(t) return #t end
table.maxn = function(t)
  local max = 0
  for k in next, t do if type(k) == "number" and k > max then max = k end end
  return max
end
math.pow = function(x, y) return x ^ y end
math.log10 = function(x) return math.log(x, 10) end
math.mod, math.ldexp = math.fmod, function(m, e) return m * 2.0 ^ e end
string.gfind = string.gmatch
table.foreach = function(t, f)
  for k, v in next, t do
    local result = f(k, v)
    if result ~= nil then return result end
  end
end
