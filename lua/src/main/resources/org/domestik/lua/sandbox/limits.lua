-- Turns a fresh Lua state into the sandbox. Runs once, with everything Lua and luajava offer, and
-- leaves only what is safe as globals. Returns the functions Java calls.
--
-- The files of this folder are one chunk, in the order of class Prelude: each sees the locals of those before it.
--
-- host.resolve(path)  -> true, real path | true, nil, why it may not be opened | false, why it may not be asked for
-- host.now()          -> nanoseconds of a clock that never jumps
-- host.library(name)  -> true, source, chunk name | true, nil
-- host.functions      -> name -> function, for the libraries; each answers like resolve
local host, limits = ...

local debug, io, os, java = debug, io, os, java
local collectgarbage, error, pcall, xpcall, select, type = collectgarbage, error, pcall, xpcall, select, type
local next, rawget, rawlen, setmetatable, tostring, tonumber = next, rawget, rawlen, setmetatable, tostring, tonumber
local load, ipairs, math_type, tointeger = load, ipairs, math.type, math.tointeger
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

-- Instructions between two looks at the memory. One of them can double a string (s .. s), and the
-- allocator knows no limit: in ten, a string within the limit grows to some six times of it, in a
-- thousand it would have filled any machine. From half of the limit on each one is looked at.
local STEP = 10
local LOOK = 1000 -- instructions between two looks at the clock, which are calls into Java

-- One instruction (a comparison, "10" + 1, next) takes time for all that the state holds, at most: with
-- more than this the clock is looked at more often.
local LITTLE_KIB = 256

local limit_kib = limits.memory / 1024
local use = { read = 0 }
local held, peak = 0, 0 -- KiB
local used, due = 0, LOOK -- instructions in this run, and at how many it is time for the clock
local deadline = 0
local stopped -- the reason, once a limit was passed
local adopted = {} -- coroutines that called Java in this run
local run, hook, close_hook

-- A call into C is one instruction whatever it does: one on much data brings the clock nearer.
local MUCH = 4096
local function heavy(size)
  if size > MUCH then due = 0 end
end

-- Where the script is: the first place that has a line, as this file's own have none.
local function place()
  for level = 3, 40 do
    local at = getinfo(level, "Sl")
    if not at then break end
    if at.currentline > 0 then return " (" .. at.short_src .. ":" .. at.currentline .. ")" end
  end
  return ""
end

-- After the first stop every single instruction stops again, so no pcall or coroutine outlives it.
local function stop(reason)
  stopped = stopped or reason .. place()
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

-- What is called every so many instructions.
local function looking(step)
  return function()
    if stopped then
      -- Level 2 is what was interrupted: back in run, everything under the limits has unwound.
      if getinfo(2, "f").func == run then return sethook() end
      stop(stopped)
    end
    local before = held
    held = collectgarbage("count")
    if held > before + 1024 then due = 0 end
    if held > peak then
      peak = held
      if held > limit_kib then
        collectgarbage("collect")
        held = collectgarbage("count")
        if held > limit_kib then
          stop("stopped: more than " .. limits.memory .. " bytes of memory")
        end
        peak = limit_kib
      end
    end
    local much = held > limit_kib / 2
    if much ~= (step == 1) then sethook(much and close_hook or hook, "", much and 1 or STEP) end
    used = used + step
    if used < due then return end
    due = used + (held > LITTLE_KIB and LOOK * LITTLE_KIB // held or LOOK)
    if used > limits.instructions then
      stop("stopped: more than " .. limits.instructions .. " instructions")
    end
    check_time()
  end
end

hook, close_hook = looking(STEP), looking(1)

local function start()
  use, used, due, held = { read = 0 }, 0, LOOK, collectgarbage("count")
  peak = held
  deadline = host.now() + limits.millis * 1000000
  sethook(hook, "", STEP)
end

-- A state lives as long as the agent and is small: kept tight, twenty cost what one did.
collectgarbage("setpause", 110)

local close_files -- in files.lua

local function finish()
  close_files()
  sethook()
  if not stopped then
    for co in next, adopted do detach(co) end
    adopted = {}
  end
end

-- Written so that what is no number of bytes is too many as well.
local LONGEST_STRING = limits.memory // 2
local function cap(size, level)
  if not (size <= LONGEST_STRING) then error("string too long: more than " .. LONGEST_STRING .. " bytes", level or 3) end
end

-- A number as C takes it where it wants a whole one: "12" and 12.0 are 12. nil: C says what is wrong.
local function whole(value)
  return tointeger(tonumber(value))
end

------------------------------------------------------------------------ calls into Java

-- What names something (a path, a module, a command) is short; longer texts would fill Java's heap.
local LONGEST = 4096

local function short(...)
  for i = 1, select("#", ...) do
    local part = select(i, ...)
    if type(part) == "string" and #part > LONGEST then error("an argument is longer than " .. LONGEST .. " bytes", 3) end
  end
  return ...
end

-- Java answers "true, value" or "false, reason": an exception would leave a Java object behind.
local function answer(ok, value, ...)
  check_time()
  if ok then return value, ... end
  error(value, 3)
end

local function bind(f)
  return function(...) return answer(call_host(f, short(...))) end
end

local native = {}
for name, f in next, host.functions do native[name] = bind(f) end

------------------------------------------------------------------------ errors that a script catches

-- A hook is a call too: where C has no room left for one it raises "C stack overflow" in the place of
-- looking at the limits. Whoever catches that there, in a loop, is never looked at. So nothing may be
-- caught but where many more calls fit: twenty levels, on the way through which a hook comes by.
local function nothing() end
local chain = {}
for i = 1, 19 do chain[i] = pcall end
chain[20] = nothing

local function room()
  if stopped then stop(stopped) end
  if select(-1, pcall(unpack(chain, 1, 20))) ~= true then error("stack overflow: too many calls within calls", 3) end
end

local function checked(...)
  if stopped then stop(stopped) end
  return ...
end

function _G.pcall(f, ...)
  room()
  return checked(pcall(f, ...))
end

-- Whether a hook would be called here: it is not where it was a hook that raised the error.
local function hooked()
  local seen = false
  sethook(function() seen = true end, "", 1)
  local here = seen
  sethook(hook, "", STEP)
  return here or seen
end

function _G.xpcall(f, handler, ...)
  room()
  return checked(xpcall(f, function(message)
    if stopped or not hooked() then return message end
    return handler(message)
  end, ...))
end

------------------------------------------------------------------------ coroutines

-- Those that died of an error, and of which; true: closed since.
local died = setmetatable({}, { __mode = "k" })

function coroutine.create(f)
  if stopped then stop(stopped) end
  local co = create(f)
  sethook(co, hook, "", STEP)
  return co
end

local function resumed(co, before, ok, ...)
  if stopped then stop(stopped) end
  if not ok and before == "suspended" then died[co] = { (...) } end
  return ok, ...
end

local function resume_checked(co, ...)
  room()
  return resumed(co, type(co) == "thread" and status(co), resume(co, ...))
end

coroutine.resume = resume_checked

-- What an error leaves to be closed is not run: if it was raised in the hook, the hook stays off.
function coroutine.close(co)
  room()
  local cause = died[co]
  if not cause then return checked(close(co)) end
  if cause == true then return true end
  died[co] = true
  return false, cause[1]
end

local function unwrap(ok, ...)
  if ok then return ... end
  local message = ...
  error(message, 0)
end

function coroutine.wrap(f)
  local co = coroutine.create(f)
  return function(...) return unwrap(resume_checked(co, ...)) end
end
