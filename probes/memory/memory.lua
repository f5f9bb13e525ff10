-- The machine's memory, as the kernel counts it.
probe {
  title = "Memory",
  every = "10s",
  values = {
    total = { unit = "kB" },
    available = { unit = "kB" },
    free = { unit = "kB" },
    buffers = { unit = "kB" },
    cached = { unit = "kB", title = "page cache" },
    slab = { unit = "kB", title = "reclaimable slab" },
    arc = { unit = "kB", title = "cache of ZFS" },
    shared = { unit = "kB", title = "shared memory and tmpfs" },
    dirty = { unit = "kB", title = "not yet written to disk" },
    committed = { unit = "kB", title = "promised to programs" },
  },
  derived = {
    used = { expression = "total - available", unit = "kB", title = "used" },
    programs = {
      expression = "total - free - buffers - cached - slab - arc", unit = "kB", title = "programs and kernel",
    },
    caches = { expression = "buffers + cached + slab + arc", unit = "kB", title = "caches" },
    full = { expression = "100 * (total - available) / total", unit = "%", title = "used" },
  },
  alert = {
    full = {
      name = "memory exhausted", lasting = "10 minutes",
      warning = { above = 95, clear = 90 }, critical = { above = 98, clear = 95 },
    },
  },
  graph = {
    { title = "Memory: what it holds", values = { "programs", "slab", "buffers", "arc", "cached", "free" },
      style = "stacked", base = 1024,
      info = "All memory by what is in it. Caches shrink when programs need room; shared memory and tmpfs, counted in the page cache, do not." },
    { title = "Memory: used", values = { "used", "committed", "total" }, base = 1024,
      info = "Used is what could not be freed by dropping caches. Promised may be more than there is; programs seldom touch all they asked for." },
    { title = "Memory: to be written", values = { "dirty" }, base = 1024,
      info = "What would be lost by a power cut: changed in memory, not yet on disk." },
  },
  leak = "used",
}

local file = io.open("/proc/meminfo")
if not file then
  return nil -- Nothing here: not Linux.
end
local kb = {}
for name, number in file:read("a"):gmatch("([%w_()]+):%s*(%d+) kB") do
  kb[name] = number
end
file:close()

-- ZFS keeps a cache of its own, which the kernel counts as used although it is given back down to its least size.
local function arc()
  local stats = io.open("/proc/spl/kstat/zfs/arcstats")
  if not stats then
    return 0, 0
  end
  local text = stats:read("a")
  stats:close()
  local function bytes(name) return tonumber(text:match("\n" .. name .. "%s+%d+%s+(%d+)") or 0) end
  local size = bytes("size")
  return size // 1024, math.max(0, size - bytes("c_min")) // 1024
end

local buffers, cached = kb.Buffers or 0, kb.Cached or 0
local cache, given_back = arc()
-- MemAvailable came with Linux 3.14; before it, free memory and caches are the best guess there is.
local available = kb.MemAvailable or kb.MemFree and kb.MemFree + buffers + cached
return {
  total = kb.MemTotal,
  available = available and math.min(available + given_back, tonumber(kb.MemTotal or math.huge)),
  arc = cache,
  free = kb.MemFree,
  buffers = buffers,
  cached = cached,
  slab = kb.SReclaimable or 0,
  shared = kb.Shmem,
  dirty = kb.Dirty,
  committed = kb.Committed_AS,
}
