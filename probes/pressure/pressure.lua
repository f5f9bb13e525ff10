-- How much of the time tasks were held up for want of a processor, memory or a disk.
probe {
  title = "Pressure",
  every = "10s",
  key = "resource",
  values = {
    some = { type = "real", unit = "%", title = "some tasks waited" },
    full = { type = "real", unit = "%", title = "all tasks waited" },
  },
  graph = {
    values = { "some", "full" },
    info = "The share of time in which at least one task, or all that wanted to run, waited for the resource.",
  },
}

local rates = require "rates"
local rate = rates.new()

return function()
  local result = {}
  for _, resource in ipairs { "cpu", "memory", "io", "irq" } do -- irq: since Linux 6.1
    local file = io.open("/proc/pressure/" .. resource)
    -- The files may be there and refuse to be read: pressure is compiled in, but switched off.
    local text = file and file:read("a")
    if file then file:close() end
    local row = {}
    for share, micros in (text or ""):gmatch("(%l+) avg10[^\n]- total=(%d+)") do
      local per_second = rate(resource .. " " .. share, micros)
      row[share] = per_second and math.min(100, per_second / 10000)
    end
    result[resource] = next(row) and row
  end
  return next(result) and result
end
