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

function _G.load(chunk, name, mode, env)
  -- Bytecode is not checked by Lua and can crash the process, so text only.
  if env ~= nil then return load(chunk, name, "t", env) end
  return load(chunk, name, "t")
end

function string.rep(s, n, sep)
  local ok, message = pcall(rep, s, tonumber(n) and 0 or n, sep) -- Are these arguments for it?
  if not ok then error((gsub(message, "'%?'", "'rep'")), 2) end
  cap((#tostring(s) + #(sep or "")) * n)
  return rep(s, n, sep)
end

-- A message handler runs with the hook off when it was the hook that raised the error.
function _G.xpcall(f, handler, ...)
  return xpcall(f, function(message)
    if stopped then return message end
    return handler(message)
  end, ...)
end

-- One call into C builds a whole string before the hook looks at the memory again.
function table.concat(list, separator, from, to)
  local size = 0
  for i = from or 1, to or #list do
    local part = list[i]
    if type(part) == "string" then size = size + #part + #(separator or "") end
  end
  cap(size)
  return concat(list, separator, from, to)
end

local gsub = string.gsub

function string.gsub(text, pattern, by, n)
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
_G.unpack, _G.loadstring = unpack, _G.load
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
