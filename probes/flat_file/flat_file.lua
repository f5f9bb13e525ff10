-- Any number that stands in a file: 1-Wire through OWFS, sensors, GPIO, what a cron job wrote.
-- settings.files says which; settings.unit and settings.title what they are.
--   files = {
--     cellar = "/mnt/1wire/28.FF8A2C611604/temperature",
--     board = { path = "/sys/class/thermal/thermal_zone0/temp", scale = 0.001 },
--     attic = { path = "/sys/bus/w1/devices/28-0316a4f7c6ff/w1_slave", pattern = "t=(-?%d+)", scale = 0.001 },
--   }
probe {
  title = settings.title or "Values in files",
  every = "1m",
  key = "name",
  values = { value = { type = "real", unit = settings.unit } },
  graph = { info = "The numbers that the agent's configuration names, as they stand in their files." },
}

if not settings.files then
  return nil -- Nothing here: no file was named.
end

-- The first word if it is a number; else the first digits, whatever stands around them.
local function number_in(text, pattern)
  if pattern then
    return tonumber(text:match(pattern))
  end
  return tonumber(text:match("%S+")) or tonumber(text:match("[-+]?%d*%.?%d+"))
end

local result = {}
for name, from in pairs(settings.files) do
  if type(from) == "string" then
    from = { path = from }
  end
  local file = io.open(from.path)
  local text = file and file:read("a")
  if file then file:close() end
  -- A file that is away or empty for a while (a sensor unplugged) leaves a gap; the others go on.
  if text and text:find("%S") then
    local number = number_in(text, from.pattern)
    if not number then
      error(("%s: no number in %s, which begins \"%s\""):format(name, from.path, text:match("^[^\n]*"):sub(1, 40)))
    end
    result[name] = { value = number * (from.scale or 1) + (from.offset or 0) }
  end
end
return result
