-- What whole disks read and write, how busy they are and how long a request takes.
-- settings.disks in the agent's configuration names the disks, or partitions, to show instead.
probe {
  title = "Disk traffic",
  every = "10s",
  key = "disk",
  values = {
    read_bytes = { type = "real", unit = "B/s", title = "read" },
    write_bytes = { type = "real", unit = "B/s", title = "written" },
    reads = { type = "real", unit = "1/s", title = "reads" },
    writes = { type = "real", unit = "1/s", title = "writes" },
    read_ms = { type = "real", unit = "ms", title = "time a read takes" },
    write_ms = { type = "real", unit = "ms", title = "time a write takes" },
    busy = { type = "real", unit = "%", title = "busy" },
    queue = { type = "real", title = "requests under way" },
  },
  graph = {
    { values = { "read_bytes", "write_bytes" }, base = 1024, info = "Bytes read from and written to each disk." },
    { title = "Disk requests", values = { "reads", "writes" }, info = "Requests each disk finished, after merging neighbours." },
    { title = "Disk latency", values = { "read_ms", "write_ms" },
      info = "How long a request took on average, with the time it waited in the queue." },
    { title = "Disk busy", values = { "busy" },
      info = "The share of time with at least one request under way. Disks that work on several at once can do more at 100 %." },
    { title = "Disk queue", values = { "queue" }, info = "Requests that were waiting or worked on, on average." },
  },
}

local rates = require "rates"
local rate = rates.new()

local wanted
for _, disk in ipairs(settings.disks or {}) do
  wanted = wanted or {}
  wanted[disk] = true
end

local NOT_DISKS = { loop = true, ram = true, zram = true, sr = true, fd = true }

-- A partition is shown by its disk: sda1 by sda, nvme0n1p2 by nvme0n1. (Xen may have xvda1 without an xvda.)
local function is_shown(name, all)
  if wanted then
    return wanted[name]
  end
  local parent = name:match("^(.-%d)p%d+$") or name:match("^(.*%a)%d+$")
  -- nvme0c1n1 is one of the paths to nvme0n1, which counts what goes over all of them.
  return not NOT_DISKS[name:match("^%a+")] and not all[parent] and not name:find("^nvme%d+c%d+n%d+")
end

-- dm-0 says nothing and may be another one at any time: a volume is renamed, or removed and another made.
local function label(name)
  local file = name:find("^dm%-") and io.open("/sys/block/" .. name .. "/dm/name")
  local found = file and file:read("l")
  if file then file:close() end
  return found and found ~= "" and found or name
end

local function ms_each(ms, count)
  return ms and count and count > 0 and ms / count or nil
end

-- What no disk does in a second: half a terabyte, a thousand million requests.
local MOST = 1e9

local function row(identity, fields)
  local reads, _, sectors_read, read_ms, writes, _, sectors_written, write_ms, _, busy_ms, queue_ms =
    fields:match("(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)")
  if not reads or reads == "0" and writes == "0" then
    return nil -- Never used: a drive without a medium, an unconfigured device.
  end
  local function per_second(what, counter)
    return rate(identity .. " " .. what, counter, MOST)
  end
  local read_bytes, write_bytes = per_second("rb", sectors_read), per_second("wb", sectors_written)
  local busy, queue = per_second("busy", busy_ms), per_second("queue", queue_ms)
  local result = {
    read_bytes = read_bytes and read_bytes * 512, -- A sector is 512 bytes here on every disk.
    write_bytes = write_bytes and write_bytes * 512,
    reads = per_second("r", reads),
    writes = per_second("w", writes),
    busy = busy and math.min(100, busy / 10),
    queue = queue and queue / 1000,
  }
  result.read_ms = ms_each(per_second("rms", read_ms), result.reads)
  result.write_ms = ms_each(per_second("wms", write_ms), result.writes)
  return result
end

return function()
  local file = io.open("/proc/diskstats")
  if not file then
    return nil -- Nothing here: not Linux, or hidden from this container.
  end
  local all = {}
  for line in file:lines() do
    local name, fields = line:match("^%s*%d+%s+%d+ (%S+) (.*)")
    if name then all[name] = fields end
  end
  file:close()
  local result = {}
  for name, fields in pairs(all) do
    if is_shown(name, all) then
      local key = label(name)
      result[key] = row(name .. " " .. key, fields)
    end
  end
  return result
end
