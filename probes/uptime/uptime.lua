-- How long the machine has been up.
probe {
  title = "Uptime",
  every = "1m",
  values = { uptime = { type = "real", unit = "s" } },
  derived = { days = { expression = "uptime / 86400", unit = "days", title = "up" } },
  graph = { values = { "days" }, info = "How long ago the machine was started." },
}

local file = io.open("/proc/uptime")
if not file then
  return nil -- Nothing here: not Linux.
end
local uptime = file:read("a"):match("^[%d.]+")
file:close()
return { uptime = uptime }
