-- rates: what counters counted per second, since the script's previous run.
--
--   local rates = require "rates"
--   local rate = rates.new()            -- or rates.new { wrap = 32 } for counters of 32 bits
--   return function() return { eth0 = { received = rate("eth0.received", counter) } } end
--
-- The first call for a name, and the one after a reset, a reboot or a run that did not ask for it, answer nil: nothing
-- is known yet. So does one that grew by more than can be: rates.new { most = 1e9 }, or rate(name, counter, most).
-- So does a value that is NaN or infinite. Counters are integers of 64 bits without a sign, and exact, also where they
-- come as text beyond 2^63.
-- Time is that of a clock that never jumps, so that setting the machine's clock makes no false rate.
local _, native = ...

local rates = {}

-- NaN and infinity, as numbers or as C writes them: no value, and no fault.
local function unknown(value)
  if type(value) == "string" then return value:lower():find("^%s*[+-]?[ni][an][nf]") ~= nil end
  return value ~= value or value == math.huge or value == -math.huge
end

-- No counter of a machine grows faster, not even nanoseconds of all its processors: what does was not counted.
local MOST = 1e15
local EXACT = 2.0 ^ 53

-- Digits as an integer of 64 bits; nil if it takes more.
local function unsigned(digits)
  if #digits <= 18 then return math.tointeger(tonumber(digits)) end
  digits = digits:match("^0*(%d+)$")
  if #digits > 20 or #digits == 20 and digits > "18446744073709551615" then return nil end
  return math.tointeger(tonumber(digits:sub(1, -11)) or 0) * 10000000000 + math.tointeger(tonumber(digits:sub(-10)))
end

local function counter(name, value)
  if type(value) == "string" then
    local digits = value:match("^%s*(%d+)%s*$")
    local whole = digits and unsigned(digits)
    if whole then return whole end
  end
  local number = tonumber(value) or error("rates: \"" .. tostring(name) .. "\": not a number", 3)
  return math.abs(number) < EXACT and math.tointeger(number) or number
end

local function check(options)
  if options ~= nil and type(options) ~= "table" then error("rates.new: expected a table such as { wrap = 32 }", 3) end
  for name, value in pairs(options or {}) do
    if name ~= "wrap" and name ~= "most" then
      error("rates.new: unknown option \"" .. tostring(name) .. "\"; there are \"wrap\" and \"most\"", 3)
    end
    if not tonumber(value) then error("rates.new: \"" .. name .. "\" is not a number", 3) end
  end
end

function rates.new(options)
  check(options)
  local wrap = options and options.wrap and 2.0 ^ options.wrap
  local usual = options and tonumber(options.most) or MOST
  -- What the run before saw, and what this one has seen so far.
  local last, latest = {}, {}
  local run, boot
  return function(name, value, most)
    if unknown(value) then return nil end
    value = counter(name, value)
    local now, current = native.steady(), native.run()
    if current ~= run then
      local before = boot
      boot = native.boot()
      last, latest = run == current - 1 and boot == before and latest or {}, {}
      run = current
    end
    local before = last[name]
    latest[name] = { value = value, time = now }
    if not before or now <= before.time then return nil end
    -- Of integers this wraps at 2^64 by itself, as counters of 64 bits do.
    local grown = value - before.value
    -- A counter that went down began again, unless it wrapped: then it was near its end before.
    if grown < 0 and wrap and before.value > wrap * 0.75 and value < wrap * 0.25 then grown = grown + wrap end
    local rate = grown / (now - before.time)
    return rate >= 0 and rate <= (most or usual) and rate or nil
  end
end

return rates
