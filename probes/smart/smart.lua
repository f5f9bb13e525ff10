-- The health of disks, as they judge it themselves (S.M.A.R.T.).
-- Off until settings.disks names them ("/dev/sda") and the agent's configuration has a command "smartctl".
probe {
  title = "Disk health",
  every = "10m",
  key = "disk",
  values = {
    healthy = { title = "passed its own test" },
    temperature = { type = "real", unit = "°C" },
    power_on_hours = { unit = "h", title = "time in use" },
    reallocated = { title = "replaced sectors" },
    pending = { title = "sectors hard to read" },
    uncorrectable = { title = "uncorrectable errors" },
    wear = { type = "real", unit = "%", title = "flash worn" },
    spare = { type = "real", unit = "%", title = "flash in reserve" },
    written = { type = "real", unit = "GB", title = "written in all" },
  },
  alert = { healthy = { name = "disk failing", below = 1, severity = "critical" } },
  graph = {
    { title = "Disk health: errors", values = { "reallocated", "pending", "uncorrectable" },
      info = "Sectors that were replaced, that may have to be, and errors that could not be corrected. What matters is growth." },
    { title = "Disk health: verdict", values = { "healthy" }, info = "1 while the disk says that it is well." },
    { title = "Disk temperature", values = { "temperature" }, info = "What the disk's own sensor measures." },
    { title = "Disk wear", values = { "wear", "spare" },
      info = "How much of its rated life a flash disk has used, and the spare blocks it has left." },
    { title = "Disk age", values = { "power_on_hours" }, info = "Hours the disk has been powered." },
    { title = "Disk: written in all", values = { "written" }, info = "What was ever written to the disk." },
  },
}

local ATTRIBUTES = { [5] = "reallocated", [9] = "power_on_hours", [197] = "pending", [198] = "uncorrectable" }

-- Whose normalized value is the life that is left, in percent.
local LIFE_LEFT = {
  Wear_Leveling_Count = true, Media_Wearout_Indicator = true, SSD_Life_Left = true,
  Percent_Lifetime_Remain = true, Remaining_Lifetime_Perc = true,
}

local function attribute(result, id, name, normalized, raw)
  local value = ATTRIBUTES[tonumber(id)]
  if value then
    result[value] = tonumber(raw)
  elseif LIFE_LEFT[name] then
    result.wear = 100 - normalized
  elseif id == "194" or id == "190" and not result.temperature then
    result.temperature = tonumber(raw)
  end
end

-- "62,786,553 [32.1 TB]" → 62786553
local function number_after(text, label)
  local digits = text:match("\n" .. label .. ":?%s*([%d,]+)")
  return digits and tonumber((digits:gsub(",", "")))
end

local function from_text(text)
  local result = {}
  -- id, name, flag, value, worst, threshold, type, updated, failed, raw value
  for id, name, normalized, raw in text:gmatch(
    "\n *(%d+) (%S+) +0x%x+ +(%d+) +%d+ +%S+ +%S+ +%S+ +%S+ +(%d+)") do
    attribute(result, id, name, normalized, raw)
  end
  local verdict = text:match("self%-assessment test result: (%u+)") or text:match("SMART Health Status: (%u+)")
  result.healthy = verdict and ((verdict == "PASSED" or verdict == "OK") and 1 or 0)
  result.temperature = result.temperature or number_after(text, "Temperature")
    or number_after(text, "Current Drive Temperature")
  result.power_on_hours = result.power_on_hours or number_after(text, "Power On Hours")
    or number_after(text, "Accumulated power on time, hours:minutes")
  result.reallocated = result.reallocated or number_after(text, "Elements in grown defect list")
  result.uncorrectable = result.uncorrectable or number_after(text, "Media and Data Integrity Errors")
  result.wear = result.wear or number_after(text, "Percentage Used")
    or number_after(text, "Percentage used endurance indicator")
  result.spare = number_after(text, "Available Spare")
  return result, number_after(text, "Data Units Written")
end

local function from_json(text)
  local result = {}
  local function number(pattern)
    return tonumber(text:match(pattern))
  end
  for id, name, normalized, raw in text:gmatch(
    '"id": ?(%d+),%s*"name": ?"([^"]*)",%s*"value": ?(%d+).-"raw": ?{%s*"value": ?(%d+)') do
    attribute(result, id, name, normalized, raw)
  end
  local passed = text:match('"smart_status": ?{%s*"passed": ?(%l+)')
  result.healthy = passed and (passed == "true" and 1 or 0)
  -- The raw values of these two may have more packed into them; smartctl takes them apart.
  result.temperature = number '"temperature": ?{%s*"current": ?(%d+)' or result.temperature
  result.power_on_hours = number '"power_on_time": ?{%s*"hours": ?(%d+)' or result.power_on_hours
  result.reallocated = result.reallocated or number '"scsi_grown_defect_list": ?(%d+)'
  result.uncorrectable = result.uncorrectable or number '"media_errors": ?(%d+)'
  result.wear = result.wear or number '"percentage_used": ?(%d+)'
    or number '"scsi_percentage_used_endurance_indicator": ?(%d+)'
  result.spare = number '"available_spare": ?(%d+)'
  return result, number '"data_units_written": ?(%d+)'
end

local result = {}
for _, disk in ipairs(settings.disks or {}) do
  local allowed, pipe = pcall(io.popen, "smartctl -H -A " .. disk)
  if allowed and pipe then
    local text = pipe:read("a")
    pipe:close()
    local row, units = (text:find("^%s*{") and from_json or from_text)(text)
    row.written = units and units * 0.000512 -- NVMe counts in thousands of 512 bytes.
    result[disk] = next(row) and row
  end
end
return next(result) and result -- Nothing here: none is named, smartctl may not be run, or no disk answers.
