-- lfs (LuaFileSystem), as far as it reads.
local _, native = ...

local lfs = { _VERSION = "LuaFileSystem 1.8.0" }

local MODES = { regular = "file", ["character device"] = "char device", fifo = "named pipe" }

-- Without rdev, blocks and blksize, which Java cannot tell.
local NAMES = {
  dev = true, ino = true, nlink = true, uid = true, gid = true, size = true, access = true, modification = true,
  change = true, mode = true, permissions = true, target = true,
}

local function missing(path)
  return nil, "cannot obtain information from file '" .. path .. "': No such file or directory", 2
end

-- rwxr-xr-x from the mode's bits.
local function permissions(mode)
  local text = {}
  for bit = 8, 0, -1 do
    text[#text + 1] = mode & (1 << bit) ~= 0 and ("xwr"):sub(bit % 3 + 1, bit % 3 + 1) or "-"
  end
  return table.concat(text)
end

local function attributes_of(read)
  return function(path, which)
    local found = read(path)
    if not found then return missing(path) end
    local all = type(which) == "table" and which or {}
    all.dev, all.ino, all.nlink, all.uid, all.gid = found.dev, found.ino, found.nlink, found.uid, found.gid
    all.size, all.access, all.modification, all.change = found.size, found.atime, found.mtime, found.ctime
    all.target = found.target
    all.mode, all.permissions = MODES[found.type] or found.type, permissions(found.mode)
    if type(which) == "string" then
      if not NAMES[which] then error("invalid attribute name '" .. which .. "'", 2) end
      return all[which]
    end
    return all
  end
end

lfs.attributes, lfs.symlinkattributes = attributes_of(native.stat), attributes_of(native.lstat)

function lfs.dir(path)
  local names = native.list(path)
  if not names then error("cannot open " .. path .. ": No such file or directory", 2) end
  names[#names + 1], names[#names + 2] = ".", ".."
  local i = 0
  local listing = { close = function() i = #names end }
  function listing.next()
    i = i + 1
    return names[i]
  end
  return listing.next, listing
end

function lfs.currentdir() return "/" end

for _, name in ipairs { "chdir", "link", "lock", "lock_dir", "mkdir", "rmdir", "setmode", "touch", "unlock" } do
  lfs[name] = function() error("lfs." .. name .. " is not available in a probe: probes only read", 2) end
end

return lfs
