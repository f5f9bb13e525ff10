-- Traffic, errors and drops of the network interfaces.
-- settings.interfaces in the agent's configuration names the interfaces to show instead.
probe {
  title = "Network traffic",
  every = "10s",
  key = "interface",
  values = {
    received = { type = "real", unit = "B/s", title = "received" },
    sent = { type = "real", unit = "B/s", title = "sent" },
    packets_received = { type = "real", unit = "1/s", title = "packets received" },
    packets_sent = { type = "real", unit = "1/s", title = "packets sent" },
    receive_errors = { type = "real", unit = "1/s", title = "errors in receiving" },
    send_errors = { type = "real", unit = "1/s", title = "errors in sending" },
    receive_drops = { type = "real", unit = "1/s", title = "dropped after receiving" },
    send_drops = { type = "real", unit = "1/s", title = "dropped before sending" },
  },
  graph = {
    { values = { "received", "sent" }, info = "Bytes through each interface, headers included." },
    { title = "Network packets", values = { "packets_received", "packets_sent" },
      info = "Packets through each interface." },
    { title = "Network errors", values = { "receive_errors", "send_errors", "receive_drops", "send_drops" },
      info = "Packets that were damaged, and packets thrown away for want of room or of anybody to take them." },
  },
}

local rates = require "rates"
local rate = rates.new()

local wanted
for _, interface in ipairs(settings.interfaces or {}) do
  wanted = wanted or {}
  wanted[interface] = true
end

-- Without settings: neither the loopback nor the ends of containers' cables, which come and go.
local function is_shown(interface)
  if wanted then
    return wanted[interface]
  end
  return interface ~= "lo" and not interface:find("^veth") and not interface:find("^cali")
end

-- value = its column in /proc/net/dev
local COLUMNS = {
  received = 1, packets_received = 2, receive_errors = 3, receive_drops = 4,
  sent = 9, packets_sent = 10, send_errors = 11, send_drops = 12,
}

local BYTES = { received = true, sent = true }

local function read(path)
  local file = io.open(path)
  -- The speed of an interface that is down can be opened, but not read.
  local line = file and file:read("l")
  if file then file:close() end
  return line
end

-- Faster than any link there is: 800 Gbit/s. Drivers, tunnels and bridges say all kinds of speeds: only that of a
-- real device counts, with room to spare.
local FASTEST, ROOM, LEAST = 1e11, 2, 1.25e9
local SMALLEST_PACKET = 40

local function most_bytes(base)
  local speed = tonumber(read(base .. "device/uevent") and read(base .. "speed") or "")
  return speed and speed > 0 and math.max(LEAST, ROOM * speed * 125000) or FASTEST
end

local function row(interface, fields)
  local column, counters = 0, {}
  for number in fields:gmatch("%d+") do
    column = column + 1
    counters[column] = number
  end
  if counters[2] == "0" and counters[10] == "0" then
    return nil -- Never used.
  end
  local base = "/sys/class/net/" .. interface .. "/"
  -- Two interfaces may change names: the kernel's number tells whose counters these are.
  local identity = interface .. " " .. (read(base .. "ifindex") or "")
  local bytes = most_bytes(base)
  local result = {}
  for value, place in pairs(COLUMNS) do
    local most = BYTES[value] and bytes or bytes / SMALLEST_PACKET
    result[value] = counters[place] and rate(identity .. " " .. value, counters[place], most)
  end
  return result
end

return function()
  local file = io.open("/proc/net/dev")
  if not file then
    return nil -- Nothing here: not Linux.
  end
  local result = {}
  for line in file:lines() do
    -- Old kernels leave no blank after the colon, and the name itself may have one: eth0:1:1234.
    local interface, fields = line:match("^%s*(%S+):%s*(%d.*)$")
    if interface and is_shown(interface) then
      result[interface] = row(interface, fields)
    end
  end
  file:close()
  return result
end
