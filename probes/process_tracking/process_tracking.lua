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

-- Of a longer name the kernel keeps 15 bytes only.
local LONGEST = 15
local names, cut = {}, {}
for _, name in ipairs(settings.names or {
  "apache2", "chronyd", "cron", "dbus-daemon", "dockerd", "java", "mariadbd", "mysqld", "nginx",
  "postgres", "rsyslogd", "smbd", "sshd", "systemd", "systemd-journal",
}) do
  names[name] = true
  cut[name:sub(1, LONGEST)] = #name > LONGEST or nil
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

-- The name a process was started by, where it is one that was cut: the program's, or the script's behind it.
local function whole(pid, comm)
  local words = 0
  for word in (read("/proc/" .. pid .. "/cmdline") or ""):gmatch("[^\0]+") do
    local name = word:match("[^/]*$")
    if names[name] and name:sub(1, LONGEST) == comm then
      return name
    end
    words = words + 1
    if words == 2 then
      return nil
    end
  end
end

-- A field is a line's beginning: a process may be called "VmData: 99999".
local function field(status, name)
  return tonumber(status:match("\n" .. name .. ":%s*(%d+) kB"))
end

local ok, each, state = pcall(lfs.dir, "/proc")
if not ok then
  return nil -- Nothing here: not Linux.
end
local processes = {}
for pid in each, state do
  if pid:match("^%d+$") then
    local comm = (read("/proc/" .. pid .. "/comm") or ""):gsub("\n$", "")
    local name = names[comm] and comm or cut[comm] and whole(pid, comm)
    local status = name and read("/proc/" .. pid .. "/status")
    local data = status and field(status, "VmData")
    if data then
      local sum = processes[name] or { data = 0, stack = 0, rss = 0, count = 0 }
      sum.data = sum.data + data
      sum.stack = sum.stack + field(status, "VmStk")
      sum.rss = sum.rss + field(status, "VmRSS")
      sum.count = sum.count + 1
      processes[name] = sum
    end
  end
end
return next(processes) and processes -- Nothing here: none of them runs.
