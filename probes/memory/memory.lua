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
  },
  derived = {
    used = { expression = "total - available", unit = "kB", title = "used" },
    caches = { expression = "buffers + cached + slab", unit = "kB", title = "caches" },
  },
  graph = {
    values = { "used", "caches", "free", "total" },
    base = 1024,
    info = "Used is what programs could not get back by dropping caches: total less available.",
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

-- MemAvailable came with Linux 3.14; before it, free memory and caches are the best guess there is.
local available = kb.MemAvailable or kb.MemFree + kb.Buffers + kb.Cached
return {
  total = kb.MemTotal,
  available = available,
  free = kb.MemFree,
  buffers = kb.Buffers,
  cached = kb.Cached,
  slab = kb.SReclaimable or 0,
}
