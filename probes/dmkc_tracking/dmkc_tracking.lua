-- The memory of Domestik's own monitor, as the process "dmkcheckd" of process_tracking.
probe {
  name = "process_tracking",
  title = "Process memory",
  every = "10s",
  key = "process",
  values = {
    data = { unit = "kB", title = "data (VmData)" },
    stack = { unit = "kB", title = "stack (VmStk)" },
  },
  derived = { used = { expression = "data + stack", unit = "kB", title = "data + stack" } },
  graph = {
    base = 1024,
    info = "What each tracked process has reserved for its data and its stack.",
  },
  leak = "used",
}

local posix = require "posix"

local data, stack
for line in io.lines("/proc/" .. posix.getpid() .. "/status") do
  data = data or line:match("^VmData:%s*(%d+) kB")
  stack = stack or line:match("^VmStk:%s*(%d+) kB")
end

local res = {
  dmkcheckd = {
    data = data,
    stack = stack,
  },
}

return res, "process_tracking"
