-- A run under the limits, and its results as bytes for Java (class Trees).

local DEPTH = 16

-- What a value takes in Java besides its bytes, at least.
local OF_TABLE, OF_VALUE = 32, 12
local MESSAGE = 4096

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
    out.size = out.size + OF_TABLE
    if seen[value] then error("a table contains itself", 0) end
    if depth >= DEPTH then error("tables are nested more than " .. DEPTH .. " deep", 0) end
    seen[value] = true
    local n, count, list = rawlen(value), 0, true
    for k in next, value do
      count = count + 1
      -- Of one with holes the length says as many as there are at times.
      list = list and math_type(k) == "integer" and k >= 1 and k <= n
    end
    list = list and count == n
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
  out.size = out.size + OF_VALUE
  if out.size > limits.output then error("the result is larger than " .. limits.output .. " bytes", 0) end
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
  local frames_kept = concat(kept, "\n")
  -- Lua names the place from where C was called: that is this file, which has none.
  if find(message, "^bad argument") then message = (own.match("\n" .. frames_kept, "\n\t([^%[\n][^\n]-:%d+: )") or "") .. message end
  return message .. "\nstack traceback:\n" .. frames_kept
end

-- The message goes to a screen, so it says where; a stopped run has nothing left to say it with.
local function explain(message)
  if stopped then return message end
  if type(message) ~= "string" then message = type(message) == "table" and "error object" or tostring(message) end
  if #message > MESSAGE then message = sub(message, 1, MESSAGE) .. "…" end
  return without_own_frames(message, traceback("", 2))
end

-- Runs f under the limits. Answers outcome ("ok", "failed", "stopped"), result or message,
-- instructions, peak memory, bytes read, what was printed.
function run(f, ...)
  forget_printed()
  start()
  local ok, result = xpcall(function(...) return encoded(f(...)) end, explain, ...)
  -- The kernel's limit on the process: this state may hold most of it, so it is given up.
  if not ok and result == "not enough memory" then stopped = result end
  finish()
  local outcome = stopped and "stopped" or ok and "ok" or "failed"
  return outcome, stopped or result, used, peak * 1024 // 1 | 0, use.read, concat(printed)
end

for _, name in ipairs { "java", "luajava", "__jthrowable__", "warn" } do _G[name] = nil end
