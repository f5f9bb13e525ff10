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
    inodes_full = { expression = "100 * inodes_used / inodes", unit = "%", title = "inodes used up" },
  },
  alert = {
    full = {
      name = "disk nearly full", lasting = "10 minutes",
      warning = { above = 90, clear = 87 }, critical = { above = 97, clear = 95 },
    },
    inodes_full = { name = "inodes nearly used up", above = 90, clear = 87, lasting = "10 minutes" },
  },
  graph = {
    { title = "File systems: used", values = { "full" },
      info = "How full each file system is for users, as df counts it." },
    { title = "File systems: space", values = { "used", "size" }, base = 1024 },
    { title = "File systems: inodes", values = { "inodes_used", "inodes" } },
  },
}

local posix = require "posix"

-- The usual kinds, and what is on a disk without being called so by the kernel: on flash without blocks, in user space,
-- in pools, from the host of a virtual machine. Never what a network is behind: asking it may take for ever.
local LOCAL = {
  bcachefs = true, btrfs = true, exfat = true, ext2 = true, ext3 = true, ext4 = true, f2fs = true, jfs = true,
  ntfs3 = true, vfat = true, xfs = true,
  jffs2 = true, overlay = true, ubifs = true, vboxsf = true, virtiofs = true, yaffs2 = true, zfs = true,
  ["fuse.bcachefs"] = true, ["fuse.exfat"] = true, ["fuse.ext4"] = true, ["fuse.mergerfs"] = true,
  ["fuse.mhddfs"] = true, ["fuse.ntfs-3g"] = true, ["fuse.ntfs"] = true, ["fuse.unionfs"] = true,
  ["fuse.zfs"] = true, fuseblk = true,
}
-- Written once, and full from then on; or not on this machine alone.
local NEVER = {
  cramfs = true, erofs = true, iso9660 = true, romfs = true, squashfs = true, udf = true, gfs2 = true, ocfs2 = true,
}

-- The kernel's list has "nodev" before those that are on no block device.
local kinds = io.open("/proc/filesystems")
if kinds then
  for line in kinds:lines() do
    local kind = line:match("^%s+(%S+)$")
    if kind then LOCAL[kind] = true end
  end
  kinds:close()
end

local wanted
for _, mount in ipairs(settings.mounts or {}) do
  wanted = wanted or {}
  wanted[mount] = true
end

local mounts = io.open("/proc/self/mounts")
if not mounts then
  return nil -- Nothing here: not Linux.
end

local order = {}
for line in mounts:lines() do
  local device, mount, kind = line:match("^(%S+) (%S+) (%S+)")
  if mount then
    -- The kernel writes blanks and the like in a path as \040.
    mount = mount:gsub("\\([0-3][0-7][0-7])", function(octal) return string.char(tonumber(octal, 8)) end)
    order[#order + 1] = { device = device, mount = mount, kind = kind }
  end
end
mounts:close()

-- What a later one is mounted over, or above, cannot be seen any more. (But the root comes late: what the start mounted
-- before it was moved below it.)
local later = {}
for i = #order, 1, -1 do
  local mount = order[i].mount
  local above = mount
  repeat
    order[i].hidden = order[i].hidden or later[above]
    above = above:match("^(/.+)/[^/]*$")
  until not above
  later[mount] = true
end

-- Engines mount one overlay for each container, all of them on the disk below; a container itself has one as its root.
local function is_shown(place, seen)
  if place.hidden then
    return false
  end
  if wanted then
    return wanted[place.mount]
  end
  if place.kind == "overlay" and place.mount ~= "/" then
    return false
  end
  return LOCAL[place.kind] and not NEVER[place.kind] and not seen[place.device]
end

local systems, seen = {}, {}
for _, place in ipairs(order) do
  -- A file may be mounted as well, such as /etc/resolv.conf of a container: it has no "." in it.
  local folder = (place.mount == "/" and "" or place.mount) .. "/."
  local space = is_shown(place, seen) and posix.statvfs(folder)
  if space and space.f_blocks > 0 then
    -- One device may be mounted in many places (bind mounts); the first place stands for all.
    seen[place.device] = true
    local unit = space.f_frsize / 1024
    local has_inodes = space.f_files > 0 -- btrfs and others make them as needed.
    systems[place.mount] = {
      size = math.floor(space.f_blocks * unit),
      used = math.floor((space.f_blocks - space.f_bfree) * unit),
      available = math.floor(space.f_bavail * unit),
      inodes = has_inodes and space.f_files or nil,
      inodes_used = has_inodes and space.f_files - space.f_ffree or nil,
    }
  end
end
return next(systems) and systems
