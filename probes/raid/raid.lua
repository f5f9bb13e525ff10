-- Linux's software RAID (md), as the kernel sees it: disks that are missing, and how far a rebuild has come.
probe {
  title = "Software RAID",
  every = "1m",
  key = "array",
  values = {
    active = { title = "running" },
    disks = { title = "disks it is made for" },
    missing = { title = "disks it lacks" },
    failed = { title = "disks that failed" },
    spare = { title = "disks in reserve" },
    recovered = { type = "real", unit = "%", title = "rebuilt or checked" },
  },
  alert = {
    missing = { name = "RAID degraded", above = 0, lasting = "2 minutes", severity = "critical" },
    active = { name = "RAID not running", below = 1, lasting = "10 minutes", severity = "critical" },
  },
  graph = {
    { title = "Software RAID: disks", values = { "disks", "missing", "failed", "spare" },
      info = "The disks of each array. One that lacks a disk works on, and may not survive the next that fails." },
    { title = "Software RAID: rebuild", values = { "recovered" },
      info = "How far a rebuild, a resync or a check has come; nothing while there is none." },
    { title = "Software RAID: running", values = { "active" }, info = "1 while the array can be used." },
  },
}

local file = io.open("/proc/mdstat")
if not file then
  return nil -- Nothing here: no Linux, or no md.
end

-- "md0 : active (auto-read-only) raid1 sdb1[1] sda1[0](F)" and the indented lines that belong to it.
local arrays, last = {}, nil
for line in file:lines() do
  local name, state, members = line:match("^(md%S*) : (%a+)(.*)$")
  if name then
    last = { name = name, state = state, members = members, more = "" }
    arrays[#arrays + 1] = last
  elseif last and line:match("^%s") then
    last.more = last.more .. line .. "\n"
  else
    last = nil
  end
end
file:close()

local result = {}
for _, array in ipairs(arrays) do
  -- A container of fake RAID holds the arrays' description; it is always inactive, and no array.
  if not array.more:match("super external:%a") then
    local _, failed = array.members:gsub("%(F%)", "")
    local _, spare = array.members:gsub("%(S%)", "")
    local made, there = array.more:match("%[(%d+)/(%d+)%] %[[U_]+%]")
    result[array.name] = {
      active = array.state == "active" and 1 or 0,
      disks = made and tonumber(made), -- RAID 0 and linear have none to spare, and say nothing.
      missing = made and tonumber(made) - tonumber(there),
      failed = failed,
      spare = array.state == "active" and spare or nil, -- Of one that does not run all are called so.
      recovered = tonumber(array.more:match("= *([%d.]+)%% %(")),
    }
  end
end
return next(result) and result
