-- The processes that hold most memory or use most processor time; all of one name count as one.
-- settings.count says how many of each (default 5).
probe {
  title = "Largest processes",
  every = "1m",
  key = "process",
  values = {
    rss = { unit = "kB", title = "resident memory" },
    cpu = { type = "real", unit = "%", title = "processor" },
    count = { title = "processes" },
  },
  graph = {
    { title = "Largest processes: memory", values = { "rss" }, base = 1024,
      info = "Resident memory of the largest programs; memory that processes share is counted for each of them." },
    { title = "Largest processes: processor", values = { "cpu" },
      info = "Processor time of the busiest programs; 100 % is one processor." },
  },
}

local posix = require "posix"
local lfs = require "lfs"

local most = settings.count or 5
local known, page_bytes = pcall(posix.sysconf, "PAGESIZE")
local page_kb = (known and page_bytes or 4096) // 1024
local TICKS = 100 -- a second; the same on every Linux, whatever its kernel counts in

-- pid -> when it started, processor time it had used
local before, when = {}, nil

local function uptime()
  local file = io.open("/proc/uptime")
  local text = file and file:read("l")
  if file then file:close() end
  return text and tonumber(text:match("^%S+"))
end

local function stat(pid)
  local file = io.open("/proc/" .. pid .. "/stat")
  local text = file and file:read("a")
  if file then file:close() end
  -- The name may hold blanks and brackets, so it ends at the last one.
  local name, rest = (text or ""):match("^%d+ %((.*)%) %S (.*)")
  if not name then
    return nil -- It ended meanwhile.
  end
  local user, system, start, rss =
    rest:match("^%S+ %S+ %S+ %S+ %S+ %S+ %S+ %S+ %S+ %S+ (%d+) (%d+) %S+ %S+ %S+ %S+ %S+ %S+ (%d+) %d+ (%d+)")
  if not user then
    return nil -- Fields that no kernel so far has.
  end
  return name, user + system, start, tonumber(rss)
end

local function largest(groups, value, chosen)
  local order = {}
  for name, group in pairs(groups) do
    if (group[value] or 0) > 0 then order[#order + 1] = name end
  end
  table.sort(order, function(a, b)
    local x, y = groups[a][value], groups[b][value]
    return x > y or x == y and a < b
  end)
  for i = 1, math.min(most, #order) do
    chosen[order[i]] = groups[order[i]]
  end
end

return function()
  local now = uptime()
  if not now then
    return nil -- Nothing here: not Linux.
  end
  local groups, seen = {}, {}
  for pid in lfs.dir("/proc") do
    local name, used, start, rss
    if pid:find("^%d+$") then
      name, used, start, rss = stat(pid)
    end
    if name then
      local group = groups[name] or { rss = 0, count = 0, cpu = when and 0 or nil }
      groups[name] = group
      group.rss = group.rss + rss * page_kb
      group.count = group.count + 1
      seen[pid] = { start = start, used = used }
      if when and now > when then
        local old = before[pid]
        -- A process that was not there at the last look used all its time since.
        local passed = used - (old and old.start == start and old.used or 0)
        group.cpu = group.cpu + 100 * passed / TICKS / (now - when)
      end
    end
  end
  before, when = seen, now
  local chosen = {}
  largest(groups, "rss", chosen)
  largest(groups, "cpu", chosen)
  return chosen
end
