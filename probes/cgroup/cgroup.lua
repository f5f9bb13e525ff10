-- Memory, processor time and tasks of each service and container, as their control groups count them.
-- settings.most limits how many groups are looked at (default 200).
probe {
  title = "Services and containers",
  every = "1m",
  key = "group",
  values = {
    memory = { unit = "kB", title = "memory, page cache included" },
    cpu = { type = "real", unit = "%", title = "processor" },
    tasks = { title = "tasks" },
  },
  graph = {
    { title = "Services and containers: memory", values = { "memory" }, base = 1024,
      info = "What each service or container holds, with the files it has in the page cache." },
    { title = "Services and containers: processor", values = { "cpu" },
      info = "Processor time of each service or container; 100 % is one processor." },
    { title = "Services and containers: tasks", values = { "tasks" },
      info = "Processes and threads of each service or container." },
  },
}

local lfs = require "lfs"
local rates = require "rates"
local rate = rates.new()

local ROOT = "/sys/fs/cgroup"
local DEEPEST = 5
local most = settings.most or 200

local function read(path)
  local file = io.open(path)
  local text = file and file:read("a")
  if file then file:close() end
  return text
end

local function number(path)
  return tonumber((read(path) or ""):match("%d+"))
end

-- A machine has all controllers in one tree (version 2) or each in its own (version 1).
local unified = io.open(ROOT .. "/cgroup.controllers")
local memory_root, cpu_root, tasks_root = ROOT, ROOT, ROOT
if unified then
  unified:close()
else
  memory_root, cpu_root, tasks_root = ROOT .. "/memory", ROOT .. "/cpuacct", ROOT .. "/pids"
  -- Controllers mounted together have one folder, and mostly a link for each.
  for _, together in ipairs { "/cpu,cpuacct", "/cpuacct,cpu" } do
    if not lfs.attributes(cpu_root, "mode") and lfs.attributes(ROOT .. together, "mode") then
      cpu_root = ROOT .. together
    end
  end
end

-- Where groups are looked for: slices, and the folders in which container engines put theirs.
local ENGINES = { docker = true, lxc = true, podman = true, kubepods = true, burstable = true, besteffort = true }

local function is_branch(name)
  return ENGINES[name] or name:find("%.slice$") or name:find("^pod%x+%-")
end

-- What people call it, or nil if it is no group to show: nginx.service, docker-0123456789ab, lxc-web.
local function label(parent, name)
  if name:find("%.service$") or name:find("%.scope$") then
    name = name:gsub("\\x(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end):gsub("%.scope$", "")
    return name ~= "init" and (name:gsub("%x+", function(id) return #id >= 32 and id:sub(1, 12) or nil end)) or nil
  end
  local payload = parent == "lxc" and name:match("^[^.]+$") or name:match("^lxc%.payload%.(.+)")
  if payload then
    return "lxc-" .. payload
  end
  return #name == 64 and not name:find("%X") and (parent or "container") .. "-" .. name:sub(1, 12) or nil
end

local function add(found, path, group)
  if group and not found[path] and found.count < most then
    found[path] = group
    found.count = found.count + 1
  end
end

local function walk(root, path, parent, depth, found)
  local ok, each, state = pcall(lfs.dir, root .. path)
  for name in (ok and each or function() end), state do
    local below = path .. "/" .. name
    if below == "/user.slice" then
      add(found, below, name) -- All logins are one.
    elseif is_branch(name) then
      if depth < DEEPEST then
        walk(root, below, ENGINES[name] and name, depth + 1, found)
      end
    else
      add(found, below, label(parent, name))
    end
  end
end

-- Of several that people call the same, the first is called so and the others by their paths: an engine cuts its
-- numbers, and "a\x2db.service" is another unit than "a-b.service".
local function told_apart(found)
  local paths, taken = {}, {}
  for path in pairs(found) do paths[#paths + 1] = path end
  table.sort(paths)
  for _, path in ipairs(paths) do
    local group = found[path]
    if taken[group] then found[path] = path end
    taken[group] = true
  end
  return found
end

local function micros(path)
  if unified then
    return tonumber((read(cpu_root .. path .. "/cpu.stat") or ""):match("usage_usec (%d+)"))
  end
  local nanos = number(cpu_root .. path .. "/cpuacct.usage")
  return nanos and nanos // 1000
end

return function()
  local found = { count = 0 }
  walk(memory_root, "", nil, 1, found)
  if cpu_root ~= memory_root then
    walk(cpu_root, "", nil, 1, found) -- Some services are only accounted for here.
  end
  found.count = nil
  local result = {}
  for path, group in pairs(told_apart(found)) do
    local bytes = number(memory_root .. path .. (unified and "/memory.current" or "/memory.usage_in_bytes"))
    local used = micros(path)
    local per_second = used and rate(path, used)
    if bytes or used then
      result[group] = {
        memory = bytes and bytes // 1024,
        cpu = per_second and per_second / 10000,
        tasks = number(tasks_root .. path .. "/pids.current"),
      }
    end
  end
  return next(result) and result
end
