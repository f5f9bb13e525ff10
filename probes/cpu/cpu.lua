-- What the processors spend their time on, in percent of all their time.
-- settings.per_core = true adds each core ("cpu0", "cpu1", …) to the sum of them ("all").
probe {
  title = "Processor",
  every = "10s",
  key = "cpu",
  values = {
    user = { type = "real", unit = "%" },
    nice = { type = "real", unit = "%", title = "user, low priority" },
    system = { type = "real", unit = "%" },
    idle = { type = "real", unit = "%" },
    iowait = { type = "real", unit = "%", title = "idle, waiting for a disk" },
    irq = { type = "real", unit = "%", title = "interrupts" },
    softirq = { type = "real", unit = "%", title = "deferred interrupts" },
    steal = { type = "real", unit = "%", title = "taken by the hypervisor" },
    guest = { type = "real", unit = "%", title = "running guests" },
  },
  derived = {
    busy = {
      expression = "user + nice + system + irq + softirq + steal + guest", unit = "%", title = "busy",
    },
  },
  graph = {
    { values = { "system", "user", "nice", "irq", "softirq", "steal", "guest", "iowait" },
      style = "stacked",
      info = "What the processors spend their time on. 100 % is all of them; what is missing to it is idle." },
    { title = "Processor: busy", values = { "busy" },
      info = "How much of their time the processors neither idled nor waited for a disk." },
  },
}

local MODES = { "user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice" }

local function ticks(fields)
  local count, column = {}, 0
  for number in fields:gmatch("%d+") do
    column = column + 1
    if MODES[column] then
      count[MODES[column]] = tonumber(number)
    end
  end
  -- The kernel counts the time of guests in user and nice as well; old ones do not have it.
  count.guest, count.guest_nice = count.guest or 0, count.guest_nice or 0
  count.user = count.user - count.guest
  count.nice = count.nice - count.guest_nice
  count.guest, count.guest_nice = count.guest + count.guest_nice, nil
  return count
end

local function shares(now, before)
  local spent, total = {}, 0
  for mode, count in pairs(now) do
    local passed = count - (before[mode] or count)
    if passed < -100 then
      return nil -- The counters began anew.
    end
    -- Idle and iowait sometimes step back by a tick or two.
    spent[mode] = math.max(0, passed)
    total = total + spent[mode]
  end
  for mode, part in pairs(spent) do
    spent[mode] = 100 * part / total
  end
  return total > 0 and spent or nil
end

local before = {}

return function()
  local file = io.open("/proc/stat")
  if not file then
    return nil -- Nothing here: not Linux.
  end
  local now, result = {}, {}
  for line in file:lines() do
    local name, fields = line:match("^cpu(%d*)%s+(.*)")
    if not name or name ~= "" and not settings.per_core then
      break -- The processors come first; the long rest is for others.
    end
    name = name == "" and "all" or "cpu" .. name
    now[name] = ticks(fields)
    result[name] = before[name] and shares(now[name], before[name])
  end
  file:close()
  before = now
  return result
end
