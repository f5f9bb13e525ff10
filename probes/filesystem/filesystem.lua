-- Space and inodes of the mounted local file systems.
-- settings.mounts in the agent's configuration names the mount points to show instead.
probe {
  title = "File systems",
  every = "1m",
  key = "mount",
  values = {
    size = { unit = "kB" },
    used = { unit = "kB" },
    available = { unit = "kB", title = "available to users" },
    inodes = { title = "inodes" },
    inodes_used = { title = "inodes used" },
  },
  derived = {
    full = { expression = "100 * used / (used + available)", unit = "%", title = "full" },
  },
  graph = {
    { title = "File systems: used", values = { "full" },
      info = "How full each file system is for users, as df counts it." },
    { title = "File systems: space", values = { "used", "size" }, base = 1024 },
    { title = "File systems: inodes", values = { "inodes_used", "inodes" } },
  },
}

local posix = require "posix"

local LOCAL = {
  bcachefs = true, btrfs = true, exfat = true, ext2 = true, ext3 = true, ext4 = true, f2fs = true,
  jfs = true, ntfs3 = true, overlay = true, vfat = true, xfs = true, zfs = true,
}

local wanted
for _, mount in ipairs(settings.mounts or {}) do
  wanted = wanted or {}
  wanted[mount] = true
end

local mounts = io.open("/proc/self/mounts")
if not mounts then
  return nil -- Nothing here: not Linux.
end

local systems, seen = {}, {}
for line in mounts:lines() do
  local device, mount, kind = line:match("^(%S+) (%S+) (%S+)")
  -- The kernel writes blanks and the like in a path as \040.
  mount = (mount or ""):gsub("\\([0-3][0-7][0-7])", function(octal) return string.char(tonumber(octal, 8)) end)
  -- One device may be mounted in many places (bind mounts); the first place stands for all.
  local shown
  if wanted then
    shown = wanted[mount]
  else
    shown = LOCAL[kind] and not seen[device]
  end
  local space = shown and posix.statvfs(mount)
  if space and space.f_blocks > 0 then
    seen[device] = true
    local unit = space.f_frsize / 1024
    local has_inodes = space.f_files > 0 -- btrfs and others make them as needed.
    systems[mount] = {
      size = math.floor(space.f_blocks * unit),
      used = math.floor((space.f_blocks - space.f_bfree) * unit),
      available = math.floor(space.f_bavail * unit),
      inodes = has_inodes and space.f_files or nil,
      inodes_used = has_inodes and space.f_files - space.f_ffree or nil,
    }
  end
end
mounts:close()
return next(systems) and systems
