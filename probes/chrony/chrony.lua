-- How far the clock is from true time, as chronyd knows it.
-- Off until the agent's configuration has a command "chronyc".
probe {
  title = "Clock",
  every = "1m",
  values = {
    offset = { type = "real", unit = "ms", title = "ahead of true time" },
    rms_offset = { type = "real", unit = "ms", title = "offset in the long run" },
    root_delay = { type = "real", unit = "ms", title = "way to the reference clock and back" },
    root_dispersion = { type = "real", unit = "ms", title = "uncertainty on the way" },
    frequency = { type = "real", unit = "ppm", title = "clock too fast by" },
    skew = { type = "real", unit = "ppm", title = "uncertainty of that" },
    stratum = { title = "stratum" },
  },
  derived = {
    error_bound = { expression = "root_delay / 2 + root_dispersion", unit = "ms", title = "at most wrong by" },
  },
  alert = { stratum = { name = "clock not synchronised", below = 1, lasting = "15 minutes" } },
  graph = {
    { title = "Clock: offset", values = { "offset", "rms_offset" },
      info = "How far the clock is ahead of (above 0) or behind true time." },
    { title = "Clock: uncertainty", values = { "root_delay", "root_dispersion", "error_bound" },
      info = "How sure chronyd can be of true time, by the way to the reference clock." },
    { title = "Clock: frequency", values = { "frequency", "skew" },
      info = "How much too fast the clock runs by itself; chronyd makes up for it." },
    { title = "Clock: stratum", values = { "stratum" },
      info = "Steps to a reference clock; 0 while there is none." },
  },
}

local allowed, pipe = pcall(io.popen, "chronyc -n tracking")
if not allowed or not pipe then
  return nil -- Nothing here: chronyc may not be run.
end
local text = "\n" .. pipe:read("a") -- Each field begins a line; the source's name may look like anything.
pipe:close()

local function number(name)
  return tonumber(text:match("\n" .. name .. "%s*: ([-+]?%d+%.?%d*)"))
end

local function ms(name)
  local seconds = number(name)
  return seconds and seconds * 1000
end

-- chronyc gives a size and a direction, the clock's own: slow is behind.
local function signed(name, value)
  return value and (text:find("\n" .. name .. "%s*:[^\n]* slow") and 0 - value or value)
end

local stratum = number("Stratum")
if not stratum then
  return nil -- Nothing here: no chronyd answers.
end
if stratum == 0 then
  return { stratum = 0 } -- Not synchronised: the other numbers mean nothing.
end
return {
  offset = signed("System time", ms("System time")),
  rms_offset = ms("RMS offset"),
  root_delay = ms("Root delay"),
  root_dispersion = ms("Root dispersion"),
  frequency = signed("Frequency", number("Frequency")),
  skew = number("Skew"),
  stratum = stratum,
}
