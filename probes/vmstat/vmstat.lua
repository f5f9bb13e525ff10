-- What the kernel is busy with: paging, page faults, interrupts, context switches, new processes.
probe {
  title = "Paging",
  every = "10s",
  values = {
    paged_in = { type = "real", unit = "kB/s", title = "read from disk" },
    paged_out = { type = "real", unit = "kB/s", title = "written to disk" },
    faults = { type = "real", unit = "1/s", title = "page faults" },
    major_faults = { type = "real", unit = "1/s", title = "page faults that waited for a disk" },
    oom_kills = { type = "real", unit = "1/s", title = "processes killed for want of memory" },
    interrupts = { type = "real", unit = "1/s" },
    context_switches = { type = "real", unit = "1/s", title = "context switches" },
    forks = { type = "real", unit = "1/s", title = "new processes and threads" },
  },
  graph = {
    { values = { "paged_in", "paged_out" }, base = 1024,
      info = "What the kernel reads and writes on all disks, mostly for its page cache." },
    { title = "Page faults", values = { "faults", "major_faults" },
      info = "How often a program touched a page that was not at hand; a major one had to be read from a disk first." },
    { title = "Killed for want of memory", values = { "oom_kills" },
      info = "Processes that the kernel killed because memory was exhausted." },
    { title = "Interrupts and context switches", values = { "interrupts", "context_switches" },
      info = "How often the processors were interrupted and how often they went from one task to another." },
    { title = "New processes", values = { "forks" }, info = "Processes and threads started." },
  },
}

local rates = require "rates"
local rate = rates.new()

-- value = what the kernel calls it
local VMSTAT = {
  paged_in = "pgpgin", paged_out = "pgpgout", faults = "pgfault", major_faults = "pgmajfault",
  oom_kills = "oom_kill", -- since Linux 4.13
}
local STAT = { interrupts = "intr", context_switches = "ctxt", forks = "processes" }

local function add(result, path, names)
  local file = io.open(path)
  if file then
    local text = "\n" .. (file:read("a") or "")
    file:close()
    for value, name in pairs(names) do
      local counter = text:match("\n" .. name .. " (%d+)")
      result[value] = counter and rate(value, counter)
    end
  end
end

return function()
  local result = {}
  add(result, "/proc/vmstat", VMSTAT)
  add(result, "/proc/stat", STAT)
  return result
end
