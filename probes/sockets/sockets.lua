-- How many sockets there are, and the states of the TCP connections.
-- settings.states = false leaves the states out; settings.most says up to how many TCP sockets they are counted.
probe {
  title = "Sockets",
  every = "1m",
  values = {
    used = { title = "sockets" },
    tcp = { title = "TCP" },
    tcp_orphans = { title = "TCP without a process" },
    tcp_memory = { unit = "pages", title = "TCP buffers" },
    udp = { title = "UDP" },
    udp_memory = { unit = "pages", title = "UDP buffers" },
    raw = { title = "raw" },
    established = {},
    syn_sent = { title = "connecting (SYN_SENT)" },
    syn_received = { title = "being accepted (SYN_RECV)" },
    fin_wait = { title = "closed here (FIN_WAIT)" },
    close_wait = { title = "closed by the other side only (CLOSE_WAIT)" },
    closing = { title = "last words (LAST_ACK, CLOSING)" },
    time_wait = { title = "waiting for stragglers (TIME_WAIT)" },
    listening = {},
  },
  graph = {
    { values = { "used", "tcp", "udp", "raw" }, info = "Sockets of all processes, of both versions of the Internet protocol." },
    { title = "TCP connections",
      values = { "established", "syn_sent", "syn_received", "fin_wait", "close_wait", "closing", "time_wait", "listening" },
      info = "TCP sockets by state. A growing CLOSE_WAIT is a program that forgets to close its connections." },
    { title = "Socket memory", values = { "tcp_memory", "udp_memory" },
      info = "What the kernel holds in socket buffers, in its pages (mostly of 4 kB)." },
    { title = "TCP orphans", values = { "tcp_orphans" }, info = "Connections that no process has any more and the kernel still ends." },
  },
  leak = "close_wait",
}

-- Reading the table of connections takes the kernel time for each of them, so not on a busy machine.
local most = settings.most or 5000

local STATES = {
  ["01"] = "established", ["02"] = "syn_sent", ["03"] = "syn_received", ["04"] = "fin_wait", ["05"] = "fin_wait",
  ["06"] = "time_wait", ["08"] = "close_wait", ["09"] = "closing", ["0A"] = "listening", ["0B"] = "closing",
  ["0C"] = "syn_received",
}

local function read(path)
  local file = io.open(path)
  local text = file and file:read("a")
  if file then file:close() end
  return text
end

local sockstat = read("/proc/net/sockstat")
if not sockstat then
  return nil -- Nothing here: not Linux.
end
sockstat = sockstat .. (read("/proc/net/sockstat6") or "") -- "TCP6: inuse 3": machines without IPv6 lack it.

local function sum(protocol, name)
  local total
  for line in sockstat:gmatch("%f[%w]" .. protocol .. "6?:([^\n]*)") do
    local number = line:match("%f[%w]" .. name .. " (%d+)")
    total = number and (total or 0) + number or total
  end
  return total
end

local result = {
  used = sum("sockets", "used"),
  tcp = sum("TCP", "inuse"),
  tcp_orphans = sum("TCP", "orphan"),
  tcp_memory = sum("TCP", "mem"),
  udp = sum("UDP", "inuse"),
  udp_memory = sum("UDP", "mem"),
  raw = sum("RAW", "inuse"),
  time_wait = sum("TCP", "tw"),
}

if settings.states ~= false and (result.tcp or 0) + (result.time_wait or 0) <= most then
  for _, state in pairs(STATES) do
    result[state] = 0
  end
  for _, path in ipairs { "/proc/net/tcp", "/proc/net/tcp6" } do
    for state in (read(path) or ""):gmatch("\n *%d+: %S+ %S+ (%x%x)") do
      local name = STATES[state]
      if name then result[name] = result[name] + 1 end
    end
  end
end
return result
