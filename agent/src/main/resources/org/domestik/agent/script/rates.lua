-- rates: what counters counted per second, since the script's previous run.
--
--   local rates = require "rates"
--   local rate = rates.new()            -- or rates.new { wrap = 32 } for counters of 32 bits
--   return function() return { eth0 = { received = rate("eth0.received", counter) } } end
--
-- The first call for a name, and the one after a reset or a reboot, answer nil: nothing is known yet. So does a value that is NaN or infinite.
-- Time is that of a clock that never jumps, so that setting the machine's clock makes no false rate.
local _, native = ...

local rates = {}

-- NaN and infinity, as numbers or as C writes them: no value, and no fault.
local function unknown(value)
  if type(value) == "string" then return value:lower():find("^%s*[+-]?[ni][an][nf]") ~= nil end
  return value ~= value or value == math.huge or value == -math.huge
end

function rates.new(options)
  local wrap = options and options.wrap and 2.0 ^ options.wrap
  local last = {}
  return function(name, value)
    if unknown(value) then return nil end
    value = tonumber(value) or error("rates: \"" .. tostring(name) .. "\": not a number", 2)
    local now, boot = native.steady(), native.boot()
    local before = last[name]
    last[name] = { value = value, time = now, boot = boot }
    if not before or before.boot ~= boot or now <= before.time then return nil end
    local grown = value - before.value
    -- A counter that went down began again, unless it wrapped: then it was near its end before.
    if grown < 0 and wrap and before.value > wrap * 0.75 and value < wrap * 0.25 then grown = grown + wrap end
    if grown < 0 then return nil end
    return grown / (now - before.time)
  end
end

return rates
