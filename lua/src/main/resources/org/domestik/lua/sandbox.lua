-- Turns a fresh Lua state into the sandbox. Runs once, with everything Lua and luajava offer, and
-- leaves only what is safe as globals. Returns the functions Java calls.
--
-- host.resolve(path)  -> true, real path | false, why it may not be read
-- host.now()          -> nanoseconds of a clock that never jumps
-- host.library(name)  -> true, source, chunk name | true, nil
-- host.functions      -> name -> function, for the libraries; each answers like resolve
local host, limits = ...

local debug, io, os, java = debug, io, os, java
local collectgarbage, error, pcall, xpcall, select, type = collectgarbage, error, pcall, xpcall, select, type
local next, rawget, rawlen, setmetatable, tostring, tonumber = next, rawget, rawlen, setmetatable, tostring, tonumber
local load, ipairs, math_type = load, ipairs, math.type
local unpack, pack, concat = table.unpack, table.pack, table.concat
local sethook, traceback, getinfo = debug.sethook, debug.traceback, debug.getinfo
local running, status = coroutine.running, coroutine.status
local create, resume, close = coroutine.create, coroutine.resume, coroutine.close
local detach = java.detach
local rep, find, format, sub = string.rep, string.find, string.format, string.sub
local gmatch, gsub = string.gmatch, string.gsub

-- luajava's objects would lead to reflection and from there anywhere: they lose every operation.
local registry = debug.getregistry()
for name, meta in next, registry do
  if type(name) == "string" and find(name, "^__j") and type(meta) == "table" then
    for _, event in ipairs { "__index", "__newindex", "__call", "__len", "__eq" } do meta[event] = nil end
    meta.__metatable = false
  end
end

------------------------------------------------------------------------ limits

local STEP = 1000 -- instructions between two looks at the memory
local LOOKS = 4 -- and of those, one in so many looks at the clock, which is a call into Java
local use = { instructions = 0, read = 0, peak = 0 }
local deadline, looks = 0, 0
local stopped -- the reason, once a limit was passed
local adopted = {} -- coroutines that called Java in this run
local run, hook

-- After the first stop every single instruction stops again, so no pcall or coroutine outlives it.
local function stop(reason)
  stopped = stopped or reason
  sethook(hook, "", 1)
  error(stopped, 0)
end

-- luajava keeps an object for every coroutine that calls Java; run lets go of them at its end.
local function call_host(f, ...)
  local co, main = running()
  if not main then adopted[co] = true end
  return f(...)
end

local function check_time()
  if call_host(host.now) > deadline then stop("stopped: more than " .. limits.millis .. " ms") end
end

local function bytes() return collectgarbage("count") * 1024 // 1 | 0 end

function hook()
  if stopped then
    -- Level 2 is what was interrupted: back in run, everything under the limits has unwound.
    if getinfo(2, "f").func == run then return sethook() end
    stop(stopped)
  end
  use.instructions = use.instructions + STEP
  if use.instructions > limits.instructions then
    stop("stopped: more than " .. limits.instructions .. " instructions")
  end
  local held = bytes()
  if held > limits.memory then
    collectgarbage("collect")
    held = bytes()
    if held > limits.memory then
      stop("stopped: more than " .. limits.memory .. " bytes of memory")
    end
  end
  if held > use.peak then use.peak = held end
  looks = looks + 1
  if looks % LOOKS == 0 then check_time() end
end

local function start()
  use = { instructions = 0, read = 0, peak = bytes() }
  deadline = host.now() + limits.millis * 1000000
  sethook(hook, "", STEP)
end

-- A state lives as long as the agent and is small: kept tight, twenty cost what one did.
collectgarbage("setpause", 110)

local function finish()
  sethook()
  if not stopped then
    for co in next, adopted do detach(co) end
    adopted = {}
  end
end

local function cap(size)
  if size > limits.memory // 2 then error("string too long: more than " .. limits.memory // 2 .. " bytes", 3) end
end

------------------------------------------------------------------------ calls into Java

-- Java answers "true, value" or "false, reason": an exception would leave a Java object behind.
local function answer(ok, value, ...)
  check_time()
  if ok then return value, ... end
  error(value, 3)
end

local function bind(f)
  return function(...) return answer(call_host(f, ...)) end
end

local native = {}
for name, f in next, host.functions do native[name] = bind(f) end

------------------------------------------------------------------------ coroutines

function coroutine.create(f)
  if stopped then stop(stopped) end
  local co = create(f)
  sethook(co, hook, "", STEP)
  return co
end

local function checked(...)
  if stopped then stop(stopped) end
  return ...
end

function coroutine.resume(co, ...) return checked(resume(co, ...)) end

local function unwrap(co, ok, ...)
  if ok then return ... end
  local message = ...
  if status(co) == "dead" then close(co) end
  error(message, 0)
end

function coroutine.wrap(f)
  local co = coroutine.create(f)
  return function(...) return unwrap(co, checked(resume(co, ...))) end
end

------------------------------------------------------------------------ the standard library

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
  s, n = tostring(s), tonumber(n) or error("bad argument #2 to 'rep' (number expected)", 2)
  cap((#s + #(sep or "")) * n)
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

------------------------------------------------------------------------ files

local open, io_type = io.open, io.type
local resolve = host.resolve
local methods = registry["FILE*"].__index
local read, lines = methods.read, methods.lines

local function counted(...)
  for i = 1, select("#", ...) do
    local part = select(i, ...)
    if type(part) == "string" then use.read = use.read + #part end
  end
  return ...
end

methods.read = function(file, ...) return counted(read(file, ...)) end
methods.lines = function(file, ...)
  local each = lines(file, ...)
  return function() return counted(each()) end
end
methods.write = refuse("file:write", NO_WRITE)
registry["FILE*"].__metatable = false

local function opened(path, mode)
  if type(path) ~= "string" then error("bad argument #1 to 'open' (string expected)", 3) end
  if find(mode or "r", "[wa+]") then error("io.open(\"" .. path .. "\", \"" .. mode .. "\"): " .. NO_WRITE, 3) end
  local ok, real = call_host(resolve, path)
  if not ok then error(real, 3) end
  if not real then return nil, path .. ": No such file or directory", 2 end
  local file, message, number = open(real, "r")
  if not file then return nil, (message:gsub("^.-: ", path .. ": ")), number end
  return file
end

-- A file over a text that is already here.
local function reading(text)
  use.read = use.read + #text
  local at, file = 1, {}
  local function one(form)
    form = tostring(form or "l"):gsub("^%*", "")
    if form:sub(1, 1) == "a" then
      local rest = sub(text, at)
      at = #text + 1
      return rest
    end
    if at > #text then return nil end
    if tonumber(form) then
      local part = sub(text, at, at + tonumber(form) - 1)
      at = at + #part
      return part
    end
    if form == "n" then
      local from, to = find(text, "^%s*[%+%-]?[%d%.]+[eE]?[%+%-]?%d*", at)
      if not from then return nil end
      at = to + 1
      return tonumber(sub(text, from, to))
    end
    local stop = find(text, "\n", at, true) or #text + 1
    local line = sub(text, at, form == "L" and stop or stop - 1)
    at = stop + 1
    return line
  end
  function file:read(...)
    local results, n = {}, select("#", ...)
    if n == 0 then return one("l") end
    for i = 1, n do results[i] = one((select(i, ...))) end
    return unpack(results, 1, n)
  end
  function file:lines(form) return function() return one(form) end end
  function file:close() return true, "exit", 0 end
  return file
end

local current
local safe_io = {
  open = function(path, mode) return opened(path, mode) end,
  type = io_type,
  close = function(file) return (file or current or error("no default input file", 2)):close() end,
  input = function(file)
    if type(file) == "string" then
      current = opened(file) or error("cannot open " .. file, 2)
    elseif file then
      current = file
    end
    return current
  end,
  read = function(...) return (current or error("io.read: a probe has no standard input; use io.input(path) first", 2)):read(...) end,
  lines = function(path, ...)
    if not path then return (current or error("io.lines: a probe has no standard input", 2)):lines(...) end
    local file, message = opened(path)
    if not file then error(message, 2) end
    local each = file:lines(...)
    -- The file is closed at its end, as Lua does.
    return function()
      local result = pack(each())
      if result[1] == nil and io_type(file) == "file" then file:close() end
      return unpack(result, 1, result.n)
    end
  end,
  popen = native.command and function(line, mode)
    if (mode or "r") ~= "r" then error("io.popen: " .. NO_WRITE, 2) end
    return reading(native.command(line))
  end or refuse("io.popen", "there is no command here"),
  write = refuse("io.write", "use return to hand over values"),
  output = refuse("io.output", NO_WRITE),
  tmpfile = refuse("io.tmpfile", NO_WRITE),
}
_G.io = safe_io
function _G.print(...) end

------------------------------------------------------------------------ require

local loaded = {}
_G.package = { loaded = loaded, path = "lib/?.lua", cpath = "", preload = {} }
for _, name in ipairs { "string", "table", "math", "coroutine", "utf8", "os", "io", "debug" } do loaded[name] = _G[name] end
loaded._G = _G

function _G.require(name)
  if loaded[name] ~= nil then return loaded[name] end
  local ok, source, chunk
  local preload = _G.package.preload[name]
  if preload then
    loaded[name] = preload(name) or true
    return loaded[name]
  end
  ok, source, chunk = call_host(host.library, tostring(name))
  if not ok then error(source, 2) end
  if not source then error("module '" .. tostring(name) .. "' not found: probes have posix, lfs, rates and the files of lib/", 2) end
  local f, message = load(source, chunk, "t")
  if not f then error(message, 0) end
  local value = f(name, native)
  if value ~= nil then loaded[name] = value elseif loaded[name] == nil then loaded[name] = true end
  return loaded[name]
end

------------------------------------------------------------------------ results for Java

local DEPTH = 16

local function encode(value, out, depth, seen)
  local kind = type(value)
  if kind == "nil" then
    out[#out + 1] = "n"
  elseif kind == "boolean" then
    out[#out + 1] = value and "t" or "f"
  elseif kind == "number" then
    out[#out + 1] = math_type(value) == "integer" and "i" .. format("%d", value) .. ";" or "d" .. format("%.17g", value) .. ";"
  elseif kind == "string" then
    out[#out + 1] = "s" .. #value .. ":"
    out[#out + 1] = value
    out.size = out.size + #value
  elseif kind == "table" then
    if seen[value] then error("a table contains itself", 0) end
    if depth >= DEPTH then error("tables are nested more than " .. DEPTH .. " deep", 0) end
    seen[value] = true
    local n, count = rawlen(value), 0
    for _ in next, value do count = count + 1 end
    local list = count == n
    out[#out + 1] = list and "[" or "{"
    if list then
      for i = 1, n do encode(rawget(value, i), out, depth + 1, seen) end
    else
      for k, v in next, value do
        encode(k, out, depth + 1, seen)
        encode(v, out, depth + 1, seen)
      end
    end
    out[#out + 1] = list and "]" or "}"
    seen[value] = nil
  else
    out[#out + 1] = "x" .. kind .. ";"
  end
  if #out * 4 + out.size > limits.output then error("the result is larger than " .. limits.output .. " bytes", 0) end
end

local function encoded(...)
  local out = { size = 0 }
  for i = 1, select("#", ...) do encode((select(i, ...)), out, 0, {}) end
  return concat(out)
end

-- Of a traceback, the frames that are the script's: this file's own tell its author nothing.
local function without_own_frames(message, frames)
  local kept = {}
  for frame in gmatch(frames, "\n(\t[^\n]+)") do
    if not find(frame, "^\t%?:") and not find(frame, "^\t%[C%]: in %?") and not find(frame, "^\t%[C%].*'%?'")
        and not find(frame, "^\t%[C%]: in function 'xpcall'") then
      kept[#kept + 1] = (gsub(frame, "in %a+ '%?'$", "in the script"))
    end
  end
  if #kept == 0 then return message end
  return message .. "\nstack traceback:\n" .. concat(kept, "\n")
end

-- The message goes to a screen, so it says where; a stopped run has nothing left to say it with.
local function explain(message)
  if stopped then return message end
  if type(message) ~= "string" then message = type(message) == "table" and "error object" or tostring(message) end
  return without_own_frames(message, traceback("", 2))
end

-- Runs f under the limits. Answers outcome ("ok", "failed", "stopped"), result or message,
-- instructions, peak memory, bytes read.
function run(f, ...)
  start()
  local ok, result = xpcall(function(...) return encoded(f(...)) end, explain, ...)
  -- The kernel's limit on the process: this state may hold most of it, so it is given up.
  if not ok and result == "not enough memory" then stopped = result end
  finish()
  local outcome = stopped and "stopped" or ok and "ok" or "failed"
  return outcome, stopped or result, use.instructions, use.peak, use.read
end

for _, name in ipairs { "java", "luajava", "__jthrowable__", "warn" } do _G[name] = nil end

------------------------------------------------------------------------ scripts

local captured = {}
local ENOUGH = {}

-- Makes a global function that keeps the table it is called with; last: and ends the run with it.
-- host.captured(name of the tree) -> true, globals to set from now on
local function capture(name, last)
  _G[name] = function(tree)
    if type(tree) ~= "table" then error(name .. ": expected a table", 2) end
    captured[name] = tree
    local _, globals = call_host(host.captured, tree.name)
    for key, value in next, globals do _G[key] = value end
    if last then error(ENOUGH, 0) end
  end
end

-- A script that returns a function is that function from then on.
local function repeating(chunk)
  local each, name = chunk
  return function()
    captured = {}
    local first, second = each()
    if type(first) == "function" then
      each, name = first, second
      first, second = each()
    end
    if second == nil then second = name end
    return captured, first, second
  end
end

local function until_captured(chunk)
  return function()
    captured = {}
    local ok, message = pcall(chunk)
    if not ok and message ~= ENOUGH then error(message, 0) end
    return captured
  end
end

-- Assignments only: no function can be reached, not even a string's methods.
local function assignments(source, name)
  local env = {}
  local f, message = load(source, name, "t", env)
  if not f then error(message, 0) end
  debug.getmetatable("").__index = nil
  return function()
    f()
    return env
  end
end

return run, bind, capture, repeating, until_captured, assignments
