-- The memory of Domestik's own agent, as the process "dmkcheckd" of process_tracking.
probe {
  name = "process_tracking", -- which has the same description
  title = "Process memory",
  every = "1m",
  key = "process",
  values = {
    data = { unit = "kB", title = "data (VmData)" },
    stack = { unit = "kB", title = "stack (VmStk)" },
    rss = { unit = "kB", title = "resident (VmRSS)" },
    count = { title = "processes" },
  },
  derived = { used = { expression = "data + stack", unit = "kB", title = "data + stack" } },
  graph = {
    { values = { "data", "stack", "used", "rss" }, base = 1024,
      info = "What each tracked process has reserved for its data and its stack, and what of it is resident." },
    { title = "Processes", values = { "count" }, info = "How many processes run under each name." },
  },
  leak = "used",
}

local posix = require "posix"

local file = io.open("/proc/" .. posix.getpid() .. "/status")
if not file then
  return nil -- Nothing here: not Linux.
end
local status = file:read("a")
file:close()

local res = {
  dmkcheckd = {
    data = status:match("\nVmData:%s*(%d+) kB"),
    stack = status:match("\nVmStk:%s*(%d+) kB"),
    rss = status:match("\nVmRSS:%s*(%d+) kB"),
    count = 1,
  },
}

return res, "process_tracking"
