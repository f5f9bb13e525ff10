-- The batteries behind the machine's power, as Network UPS Tools sees them.
-- Off until settings.ups names them, as upsc does ("office", "office@nas"), and the agent's configuration has
-- a command "upsc".
probe {
  title = "Uninterruptible power supply",
  every = "1m",
  key = "ups",
  values = {
    charge = { type = "real", unit = "%", title = "battery charge" },
    runtime = { type = "real", unit = "s", title = "time left on battery" },
    load = { type = "real", unit = "%", title = "load" },
    input_voltage = { type = "real", unit = "V", title = "mains" },
    output_voltage = { type = "real", unit = "V", title = "output" },
    battery_voltage = { type = "real", unit = "V", title = "battery" },
    temperature = { type = "real", unit = "°C" },
    on_battery = { title = "on battery (1) or mains (0)" },
    low_battery = { title = "battery low" },
    replace_battery = { title = "battery to be replaced" },
  },
  derived = { minutes = { expression = "runtime / 60", unit = "min", title = "time left on battery" } },
  alert = {
    on_battery = { name = "UPS on battery", above = 0 },
    low_battery = { name = "UPS battery low", above = 0, severity = "critical" },
    replace_battery = { name = "UPS battery to be replaced", above = 0, lasting = "1 hour" },
  },
  graph = {
    { title = "UPS: battery", values = { "charge", "load" }, info = "How full the battery is and how much of its power the UPS gives." },
    { title = "UPS: time left", values = { "minutes" }, info = "How long the battery would last at this load." },
    { title = "UPS: voltages", values = { "input_voltage", "output_voltage", "battery_voltage" },
      info = "The voltage of the mains, of what the UPS gives and of its battery." },
    { title = "UPS: temperature", values = { "temperature" }, info = "The temperature of the UPS or its battery." },
    { title = "UPS: state", values = { "on_battery", "low_battery", "replace_battery" },
      info = "1 while the UPS says so." },
  },
}

-- value = upsc's name
local NAMES = {
  charge = "battery.charge", runtime = "battery.runtime", load = "ups.load", input_voltage = "input.voltage",
  output_voltage = "output.voltage", battery_voltage = "battery.voltage",
}
local FLAGS = { on_battery = "OB", low_battery = "LB", replace_battery = "RB" }

local function read(pipe)
  local said = {}
  for line in pipe:lines() do
    local name, value = line:match("^([%w.]+): (.*)")
    if name then said[name] = value end
  end
  pipe:close()
  return said
end

local function row(said)
  local result = {}
  for value, name in pairs(NAMES) do
    result[value] = tonumber(said[name])
  end
  result.temperature = tonumber(said["battery.temperature"] or said["ups.temperature"] or "")
  local status = said["ups.status"]
  for value, flag in pairs(status and FLAGS or {}) do
    result[value] = (" " .. status .. " "):find(" " .. flag .. " ", 1, true) and 1 or 0
  end
  return next(result) and result
end

local result = {}
for _, ups in ipairs(settings.ups or {}) do
  local allowed, pipe = pcall(io.popen, "upsc " .. ups)
  if allowed and pipe then
    result[ups] = row(read(pipe))
  end
end
return next(result) and result -- Nothing here: none is named, or upsc may not be run.
