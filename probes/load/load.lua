-- The load averages and how many tasks there are.
probe {
  title = "Load",
  every = "10s",
  values = {
    load1 = { type = "real", title = "1 minute" },
    load5 = { type = "real", title = "5 minutes" },
    load15 = { type = "real", title = "15 minutes" },
    running = { title = "running tasks" },
    tasks = { title = "tasks" },
  },
  graph = {
    { values = { "load1", "load5", "load15" },
      info = "How many tasks ran or waited for a processor or a disk, averaged over 1, 5 and 15 minutes." },
    { title = "Tasks", values = { "tasks", "running" }, info = "How many tasks (threads) exist and run." },
  },
}

local file = io.open("/proc/loadavg")
if not file then
  return nil -- Nothing here: not Linux.
end
local load1, load5, load15, running, tasks =
  file:read("a"):match("^(%S+) (%S+) (%S+) (%d+)/(%d+)")
file:close()
return { load1 = load1, load5 = load5, load15 = load15, running = running, tasks = tasks }
