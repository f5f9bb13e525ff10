-- Swap space and the traffic to and from it.
probe {
  title = "Swap",
  every = "10s",
  values = {
    total = { unit = "kB" },
    used = { unit = "kB" },
    cached = { unit = "kB", title = "also in memory" },
    swapped_in = { type = "real", unit = "pages/s", title = "read from swap" },
    swapped_out = { type = "real", unit = "pages/s", title = "written to swap" },
  },
  derived = {
    full = { expression = "100 * used / total", unit = "%", title = "used" },
  },
  graph = {
    { values = { "used", "cached", "total" }, base = 1024,
      info = "How much of the swap space is in use; what is also in memory can be dropped at once." },
    { title = "Swap: traffic", values = { "swapped_in", "swapped_out" },
      info = "Pages read from and written to swap. A little is harmless, both at once for minutes means too little memory." },
  },
}

local rates = require "rates"
local rate = rates.new()

local function read(path)
  local file = io.open(path)
  local text = file and file:read("a")
  if file then file:close() end
  return text
end

return function()
  local meminfo = read("/proc/meminfo")
  local total = meminfo and tonumber(meminfo:match("SwapTotal:%s*(%d+)"))
  if not total or total == 0 then
    return nil -- Nothing here: no swap.
  end
  local vmstat = read("/proc/vmstat") or ""
  local pages_in, pages_out = vmstat:match("pswpin (%d+)"), vmstat:match("pswpout (%d+)")
  return {
    total = total,
    used = total - meminfo:match("SwapFree:%s*(%d+)"),
    cached = meminfo:match("SwapCached:%s*(%d+)"),
    swapped_in = pages_in and rate("in", pages_in),
    swapped_out = pages_out and rate("out", pages_out),
  }
end
