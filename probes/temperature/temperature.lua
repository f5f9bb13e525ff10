-- Temperatures that the machine's own sensors measure.
probe {
  title = "Temperature",
  every = "1m",
  key = "sensor",
  values = {
    -- Beyond these no thermometer goes; what does is a wire that came off or a register read wrongly.
    celsius = { type = "real", unit = "°C", title = "temperature", least = -100, most = 250 },
    high = { type = "real", unit = "°C", title = "the maker's warning level" },
    critical = { type = "real", unit = "°C", title = "the maker's limit" },
  },
  derived = { margin = { expression = "critical - celsius", unit = "°C", title = "below the maker's limit" } },
  alert = { margin = { name = "too hot", below = 0, clear = 3, lasting = "2 minutes", severity = "critical" } },
  graph = {
    { values = { "celsius" }, info = "What each sensor of the processor, board, disks and so on measures." },
    { title = "Temperature and limits", values = { "celsius", "high", "critical" },
      info = "What each sensor measures beside the levels its maker gives, where it gives any." },
  },
}

local lfs = require "lfs"

local function read(path)
  local file = io.open(path)
  -- A sensor that sleeps or is gone can be opened, but not read.
  local line = file and file:read("l")
  if file then file:close() end
  return line
end

local function degrees(path)
  local milli = tonumber(read(path) or "")
  return milli and milli / 1000
end

-- A sensor that says it is broken measures nothing.
local function measured(sensor)
  return read(sensor .. "_fault") ~= "1" and degrees(sensor .. "_input") or nil
end

-- The names in a directory that match, by their number; none if there is no such directory.
local function names(directory, pattern)
  local found = {}
  local ok, each, state = pcall(lfs.dir, directory)
  if ok then
    for name in each, state do
      if name:match(pattern) then found[#found + 1] = name end
    end
  end
  table.sort(found, function(a, b) return tonumber(a:match("%d+")) < tonumber(b:match("%d+")) end)
  return found
end

local result, chips = {}, {}

-- Limits of 0 or beyond any thermometer mean that the chip has none.
local function limit(path)
  local celsius = degrees(path)
  return celsius and celsius > 0 and celsius < 250 and celsius or nil
end

local function add(name, row)
  local key, same = name, 1
  while result[key] do
    same = same + 1
    key = name .. " #" .. same
  end
  result[key] = row
end

-- Which chip it is, whatever number it has got at this start: the device it is part of, from the link's target
-- ../../devices/pci0000:00/0000:01:00.0/nvme/nvme0/hwmon3. (nvme0 is a number given at the start, too.)
local function device(chip)
  local link = lfs.symlinkattributes("/sys/class/hwmon/" .. chip, "target") or ""
  local path = link:gsub("/hwmon%d+$", ""):gsub("/hwmon$", ""):gsub("/nvme/nvme%d+$", "")
  return path:match("[^/]+$")
end

-- Chips of one name are told apart by their devices: numbers would be others after the next start.
local found, twins = names("/sys/class/hwmon", "^hwmon%d+$"), {}
for _, chip in ipairs(found) do
  local name = read("/sys/class/hwmon/" .. chip .. "/name") or chip
  twins[name] = (twins[name] or 0) + 1
end

for _, chip in ipairs(found) do
  local base = "/sys/class/hwmon/" .. chip .. "/"
  local inputs = names(base, "^temp%d+_input$")
  if #inputs == 0 then
    base = base .. "device/" -- where drivers before Linux 3.13 put them
    inputs = names(base, "^temp%d+_input$")
  end
  local name = read(base .. "name") or chip
  local place = (twins[name] or 0) > 1 and device(chip)
  for _, input in ipairs(inputs) do
    local sensor = base .. input:match("^temp%d+")
    local celsius = measured(sensor)
    if celsius then
      chips[name] = true
      local label = (read(sensor .. "_label") or ""):match("%S.*") or input:match("^temp%d+")
      add(name .. " " .. (place and place .. " " or "") .. label, {
        celsius = celsius,
        high = limit(sensor .. "_max"),
        critical = limit(sensor .. "_crit"),
      })
    end
  end
end

for _, zone in ipairs(names("/sys/class/thermal", "^thermal_zone%d+$")) do
  local base = "/sys/class/thermal/" .. zone .. "/"
  local name = read(base .. "type") or zone
  -- Most zones are shown as a chip as well, with the name's "-" turned into "_".
  local celsius = not chips[name:gsub("-", "_")] and degrees(base .. "temp")
  if celsius then
    add(name, { celsius = celsius })
  end
end
return next(result) and result
