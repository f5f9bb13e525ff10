-- The memory of processes by name; several of one name are added up.
-- settings.names in the agent's configuration says which; without it, common daemons are looked for.
probe {
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

local lfs = require "lfs"

local names = {}
for _, name in ipairs(settings.names or {
  "apache2", "chronyd", "cron", "dbus-daemon", "dockerd", "java", "mariadbd", "mysqld", "nginx",
  "postgres", "rsyslogd", "smbd", "sshd", "systemd", "systemd-journal",
}) do
  names[name] = true
end

-- A process may end between the listing and the reading: then it is simply not there.
local function read(path)
  local file = io.open(path)
  if not file then
    return nil
  end
  local text = file:read("a")
  file:close()
  return text
end

local ok, each, state = pcall(lfs.dir, "/proc")
if not ok then
  return nil -- Nothing here: not Linux.
end
local processes = {}
for pid in each, state do
  if pid:match("^%d+$") then
    local comm = read("/proc/" .. pid .. "/comm")
    local name = comm and comm:gsub("\n$", "")
    local status = name and names[name] and read("/proc/" .. pid .. "/status")
    if status and status:find("VmData:", 1, true) then
      local sum = processes[name] or { data = 0, stack = 0, rss = 0, count = 0 }
      sum.data = sum.data + status:match("VmData:%s*(%d+)")
      sum.stack = sum.stack + status:match("VmStk:%s*(%d+)")
      sum.rss = sum.rss + status:match("VmRSS:%s*(%d+)")
      sum.count = sum.count + 1
      processes[name] = sum
    end
  end
end
return next(processes) and processes -- Nothing here: none of them runs.
