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
  due = 0 -- It goes through all that the state holds.
  return collectgarbage(option, ...)
end

-- A script is at most this long, and so is what it compiles: the compiler takes some twenty times of it.
local LONGEST_CHUNK = limits.memory // 16

function _G.load(chunk, name, mode, env)
  room()
  local size, read = 0, chunk
  local function counted(part)
    size = size + #part
    if size > LONGEST_CHUNK then error("more than " .. LONGEST_CHUNK .. " bytes to compile", 0) end
    return part
  end
  if type(chunk) == "string" then
    heavy(#chunk)
    if #chunk > LONGEST_CHUNK then return nil, "more than " .. LONGEST_CHUNK .. " bytes to compile" end
  elseif type(chunk) == "function" then
    -- A reader that is a C function, such as os.clock, would feed C for ever without an instruction.
    read = function()
      local part = chunk()
      return type(part) == "string" and counted(part) or type(part) == "number" and counted(tostring(part)) or part
    end
  end
  -- Bytecode is not checked by Lua and can crash the process, so text only.
  if env ~= nil then return checked(load(read, name, "t", env)) end
  return checked(load(read, name, "t"))
end

-- The length of what C joins: strings, and numbers as it writes them.
local function joined(list, separator, from, to)
  local size = 0
  for i = from, to do
    local part = list[i]
    size = size + separator + (type(part) == "string" and #part or 24)
    cap(size, 4)
  end
  return size
end

-- One call into C builds a whole string before the hook looks at the memory again.
own.concat = concat
function table.concat(list, separator, from, to)
  local first = type(list) == "table" and whole(from == nil and 1 or from)
  local last = first and (to == nil and #list or whole(to))
  if last and (separator == nil or type(separator) == "string" or type(separator) == "number") then
    heavy(joined(list, #tostring(separator or ""), first, last))
    return own.concat(list, separator, first, last)
  end
  return own.concat(list, separator, from, to) -- Which says what is wrong.
end

-- What C moves is bounded by the length that a table says it has.
local MOST = limits.memory // 16
local function few(count)
  if count > MOST then error("more than " .. MOST .. " elements at once", 3) end
  heavy(count)
end

for _, name in ipairs { "move", "insert", "remove", "sort", "unpack" } do own[name] = table[name] end

function table.move(from, first, last, to, ...)
  local a, b = whole(first), whole(last)
  if a and b then few(b - (a + 0.0)) end
  return own.move(from, first, last, to, ...)
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

local FEW, SHORT = 5000, 500

-- Whether C sorts a list in a moment: few elements, and none that takes long to compare.
local function is_small(list)
  local count = rawlen(list)
  if count > FEW then return false end
  for i = 1, count do
    local one = rawget(list, i)
    if type(one) == "string" and #one > SHORT then return false end
  end
  return true
end

-- Compared in Lua, where each comparison is an instruction that the limits see.
function table.sort(list, before)
  honest(list)
  if type(list) ~= "table" or is_small(list) or before ~= nil and type(before) ~= "function" then return own.sort(list, before) end
  if before then return own.sort(list, function(a, b) return before(a, b) end) end
  return own.sort(list, function(a, b) return a < b end)
end

function table.unpack(list, from, to)
  local first, last = whole(from == nil and 1 or from), whole(to)
  if first and last then heavy(last - (first + 0.0)) elseif type(list) == "table" then heavy(rawlen(list)) end
  return own.unpack(list, from, to)
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
  date = function(form, time)
    if form ~= nil and #tostring(form) > LONGEST then error("os.date: the format is longer than " .. LONGEST .. " bytes", 2) end
    return os.date(form or "%c", time or seconds())
  end,
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

-- The library of Lua 5.2: numbers of 32 bits.
local function bits(n)
  n = tonumber(n) or error("number expected", 3)
  return (tointeger(n) or n % 4294967296 // 1 | 0) & 0xffffffff
end

local function each(start, join)
  return function(...)
    local result = start
    for i = 1, select("#", ...) do result = join(result, bits((select(i, ...)))) end
    return result
  end
end

local function shifted(n, by)
  n, by = bits(n), tointeger(by) or 0
  if by <= -32 or by >= 32 then return 0 end
  return by >= 0 and n << by & 0xffffffff or n >> -by
end

local function field(from, width)
  width = width or 1
  if from < 0 or width < 1 or from + width > 32 then error("trying to access non-existent bits", 3) end
  return (1 << width) - 1
end

local bit32 = {
  band = each(0xffffffff, function(a, b) return a & b end),
  bor = each(0, function(a, b) return a | b end),
  bxor = each(0, function(a, b) return a ~ b end),
  bnot = function(n) return ~bits(n) & 0xffffffff end,
  lshift = shifted,
  rshift = function(n, by) return shifted(n, -by) end,
}
function bit32.btest(...) return bit32.band(...) ~= 0 end
function bit32.arshift(n, by)
  n = bits(n)
  if by < 0 or n < 0x80000000 then return shifted(n, -by) end
  return by > 31 and 0xffffffff or (n >> by | ~(0xffffffff >> by)) & 0xffffffff
end
function bit32.lrotate(n, by)
  n, by = bits(n), by & 31
  return (n << by | n >> 32 - by) & 0xffffffff
end
function bit32.rrotate(n, by) return bit32.lrotate(n, -by) end
function bit32.extract(n, from, width) return bits(n) >> from & field(from, width) end
function bit32.replace(n, v, from, width)
  local mask = field(from, width)
  return bits(n) & ~(mask << from) | (bits(v) & mask) << from
end
_G.bit32 = bit32
table.foreach = function(t, f)
  for k, v in next, t do
    local result = f(k, v)
    if result ~= nil then return result end
  end
end
