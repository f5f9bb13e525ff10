-- How many units systemd has in each state.
-- The states are off until the agent's configuration has a command "systemctl"; without it, only the services
-- that run are counted, from their control groups.
probe {
  title = "systemd units",
  every = "1m",
  values = {
    failed = {},
    active = {},
    inactive = {},
    changing = { title = "starting or stopping" },
    running = { title = "running services" },
  },
  alert = { failed = { name = "unit failed", above = 0, lasting = "5 minutes" } },
  graph = {
    { title = "systemd: failed units", values = { "failed", "changing" },
      info = "Units that failed, and units that are just starting or stopping. `systemctl --failed` names them." },
    { title = "systemd: units", values = { "running", "active", "inactive" },
      info = "Services that run, and all units that systemd has loaded." },
  },
}

local lfs = require "lfs"

local COUNTED = {
  failed = "failed", active = "active", reloading = "active", inactive = "inactive",
  activating = "changing", deactivating = "changing", maintenance = "changing",
}

local function from_systemctl(pipe)
  local result = { failed = 0, active = 0, inactive = 0, changing = 0, running = 0 }
  local units = 0
  for line in pipe:lines() do
    -- Some versions mark a failed unit in front of its name, even with --plain.
    local unit, _, active, state = line:gsub("^[^%w%-/\\@:._]+", ""):match("^(%S+)%s+(%S+)%s+(%l+)%s+(%S+)")
    if unit and COUNTED[active] then
      units = units + 1
      result[COUNTED[active]] = result[COUNTED[active]] + 1
      if state == "running" and unit:find("%.service$") then
        result.running = result.running + 1
      end
    end
  end
  return units > 0 and result
end

local function count(directory)
  local ok, each, state = pcall(lfs.dir, directory)
  if not ok then
    return nil
  end
  local services = 0
  for name in each, state do
    if name:find("%.service$") then
      services = services + 1
    elseif name:find("%.slice$") then
      services = services + (count(directory .. "/" .. name) or 0)
    end
  end
  return services
end

local allowed, pipe = pcall(io.popen, "systemctl list-units --all --plain --no-legend --no-pager")
if allowed and pipe then
  local result = from_systemctl(pipe)
  pipe:close()
  if result then
    return result
  end
end

local running = count("/sys/fs/cgroup/system.slice") or count("/sys/fs/cgroup/systemd/system.slice")
return running and { running = running } -- Nothing here: not started by systemd.
