-- posix, as far as probes use it: what reads. The names and results are those of luaposix 33 and
-- later, as a test holds; where older ones differ, both ways work.
local module, native = ...

local posix = {}

local function missing(path)
  return nil, path .. ": No such file or directory", 2
end

-- luaposix 33 answers a table where older ones answered a number: this is both.
local PID = {
  __concat = function(a, b) return tostring(a) .. tostring(b) end,
  __tostring = function(self) return tostring(self.pid) end,
}

local function ids()
  local status = {}
  local file = io.open("/proc/self/status")
  if file then
    for line in file:lines() do
      local name, real, effective = line:match("^(%u%l+):%s*(%d+)%s+(%d+)")
      if name then status[name] = { tonumber(real), tonumber(effective) } end
    end
    file:close()
  end
  local uid, gid = status.Uid or { 0, 0 }, status.Gid or { 0, 0 }
  return {
    pid = native.fact("pid"), ppid = native.fact("ppid"), pgrp = native.fact("pid"),
    uid = uid[1], euid = uid[2], gid = gid[1], egid = gid[2],
  }
end

function posix.getpid(which)
  if module == "posix.unistd" or which == "pid" then return native.fact("pid") end
  local all = ids()
  if which then return all[which] end
  return setmetatable(all, PID)
end

function posix.getppid() return native.fact("ppid") end
function posix.getuid() return ids().uid end
function posix.geteuid() return ids().euid end
function posix.getgid() return ids().gid end
function posix.getegid() return ids().egid end

function posix.gethostname() return native.fact("hostname") end
posix.hostname = posix.gethostname

local function kernel(name)
  local file = io.open("/proc/sys/kernel/" .. name)
  local text = file and file:read("l") or ""
  if file then file:close() end
  return text
end

function posix.uname(form)
  local all = {
    sysname = kernel("ostype"), nodename = native.fact("hostname"), release = kernel("osrelease"),
    version = kernel("version"), machine = native.fact("machine"),
  }
  if module == "posix.sys.utsname" then return all end
  form = form or "%s %n %r %v %m"
  local letters = { s = "sysname", n = "nodename", r = "release", v = "version", m = "machine" }
  return (form:gsub("%%(%a)", function(letter) return all[letters[letter]] end))
end

local SYSCONF = {
  CLK_TCK = function() return 100 end, -- USER_HZ: 100 on every platform the agent runs on
  PAGESIZE = function()
    for line in io.lines("/proc/self/smaps") do
      local kb = line:match("^KernelPageSize:%s*(%d+)")
      if kb then return kb * 1024 | 0 end
    end
    return 4096
  end,
  NPROCESSORS_ONLN = function() return native.fact("cpus") end,
  NPROCESSORS_CONF = function() return native.fact("cpus") end,
  OPEN_MAX = function()
    for line in io.lines("/proc/self/limits") do
      local soft = line:match("^Max open files%s+(%d+)")
      if soft then return tonumber(soft) end
    end
  end,
}
SYSCONF.PAGE_SIZE = SYSCONF.PAGESIZE

function posix.sysconf(name)
  local all = {}
  if name then
    local get = SYSCONF[(tostring(name):gsub("^_SC_", ""))]
    return get and get()
  end
  for key, get in pairs(SYSCONF) do all[key] = get() end
  return all
end

for key in pairs(SYSCONF) do posix["_SC_" .. key] = "_SC_" .. key end

local function uptime()
  local file = io.open("/proc/uptime")
  local seconds = file and file:read("n") or 0
  if file then file:close() end
  return seconds
end

function posix.times(which)
  local file = io.open("/proc/self/stat")
  local text = file and file:read("a") or ""
  if file then file:close() end
  local fields = {}
  -- The name in parentheses may hold blanks; what follows it starts with field 3.
  for field in (text:match(".*%) (.*)") or ""):gmatch("%S+") do fields[#fields + 1] = tonumber(field) or 0 end
  local all = {
    utime = (fields[12] or 0) / 100, stime = (fields[13] or 0) / 100,
    cutime = (fields[14] or 0) / 100, cstime = (fields[15] or 0) / 100, elapsed = uptime(),
  }
  if which then return all[which] end
  return all
end

posix.CLOCK_REALTIME, posix.CLOCK_MONOTONIC = 0, 1
posix.CLOCK_PROCESS_CPUTIME_ID, posix.CLOCK_THREAD_CPUTIME_ID = 2, 3

function posix.clock_gettime(clock)
  local now
  if clock == posix.CLOCK_MONOTONIC or clock == "monotonic" then
    now = uptime()
  elseif clock == posix.CLOCK_PROCESS_CPUTIME_ID or clock == "process_cputime_id" then
    now = os.clock()
  else
    now = native.now()
  end
  local sec, nsec = now // 1 | 0, (now % 1) * 1e9 // 1 | 0
  if module == "posix.time" then return { tv_sec = sec, tv_nsec = nsec } end
  return sec, nsec
end

function posix.time() return os.time() end
posix.getenv = function(name) return os.getenv(name) end

-- rwsr-xr-x from the mode's bits, with the s of set-user-ID and set-group-ID.
local function permissions(mode)
  local text = {}
  for bit = 8, 0, -1 do
    local letter = ("xwr"):sub(bit % 3 + 1, bit % 3 + 1)
    local on, special = mode & (1 << bit) ~= 0, bit % 3 == 0 and bit > 0 and mode & (bit == 6 and 2048 or 1024) ~= 0
    text[#text + 1] = special and (on and "s" or "S") or on and letter or "-"
  end
  return table.concat(text)
end

local FIELDS = { "size", "mtime", "atime", "ctime", "ino", "dev", "nlink", "uid", "gid" }

local function status_of(read)
  return function(path, which)
    local found = read(path)
    if not found then return missing(path) end
    local all = { mode = permissions(found.mode), st_mode = found.mode, type = found.type }
    for _, name in ipairs(FIELDS) do all[name], all["st_" .. name] = found[name], found[name] end
    if which then return all[which] end
    return all
  end
end

posix.stat, posix.lstat = status_of(native.lstat), status_of(native.lstat)
if module == "posix.sys.stat" then posix.stat = status_of(native.stat) end

function posix.access(path)
  if native.stat(path) then return 0 end
  return missing(path)
end

function posix.readlink(path)
  local found = native.lstat(path)
  if not found then return missing(path) end
  if found.type ~= "link" then return nil, path .. ": not a symbolic link", 22 end
  return found.target
end

-- The target of a link that may be looked at; nil for what is none.
local function target_of(path)
  local may, found = pcall(native.lstat, path)
  return may and found and found.type == "link" and found.target or nil
end

function posix.realpath(path)
  local rest, done, links = path, "", 0
  if path:sub(1, 1) ~= "/" then return nil, "realpath: give the whole path, from /", 2 end
  while rest ~= "" do
    local part, behind = rest:match("^/*([^/]*)(.*)$")
    rest = behind
    if part == ".." then
      local may, found = pcall(native.lstat, done == "" and "/" or done)
      if may and not found then return nil, "realpath: No such file or directory", 2 end
      done = done:match("^(.*)/[^/]*$") or ""
    elseif part ~= "" and part ~= "." then
      local target = target_of(done .. "/" .. part)
      if not target then
        done = done .. "/" .. part
      else
        links = links + 1
        if links > 40 then return nil, "realpath: Too many levels of symbolic links", 40 end
        if target:sub(1, 1) == "/" then done = "" end
        rest = "/" .. target .. rest
      end
    end
  end
  if done == "" then return "/" end
  if not native.lstat(done) then return nil, "realpath: No such file or directory", 2 end
  return done
end

-- luaposix calls it f_bsize in posix.sys.statvfs and bsize in posix; here both names work in both.
function posix.statvfs(path, which)
  local found = native.statvfs(path)
  if not found then return missing(path) end
  local all = {}
  for name, value in pairs(found) do all[name], all[name:sub(3)] = value, value end
  if which then return all[which] end
  return all
end

local function none_in(path, name, level)
  error("bad argument #1 to '" .. name .. "' (" .. path .. ": No such file or directory)", level)
end

local function entries(path, name)
  local names = native.list(path)
  if not names then none_in(path, name, 4) end
  names[#names + 1], names[#names + 2] = ".", ".."
  return names
end

function posix.dir(path)
  local names = entries(path or ".", "dir")
  return names, #names
end

function posix.files(path)
  local names, i = entries(path or ".", "files"), 0
  return function()
    i = i + 1
    return names[i]
  end
end

local function outside(text)
  return (text:gsub("[%^%$%(%)%%%.%+%-%[%]]", "%%%0"):gsub("%*", ".*"):gsub("%?", "."))
end

-- A shell pattern of one path part as a Lua pattern. Ranges such as [0-9] are the same in both.
local function pattern(part)
  local text, at = "^", 1
  for from, no, set, to in part:gmatch("()%[(!?)([^%]]+)%]()") do
    text = text .. outside(part:sub(at, from - 1)) .. (no == "!" and "[^" or "[") .. set:gsub("%%", "%%%%") .. "]"
    at = to
  end
  return text .. outside(part:sub(at)) .. "$"
end

function posix.glob(path)
  local found = { "" }
  for part in path:gmatch("[^/]+") do
    local next_found = {}
    for _, base in ipairs(found) do
      if part:find("[%*%?%[]") then
        local wanted = pattern(part)
        for _, name in ipairs(native.list(base == "" and "/" or base) or {}) do
          if name:find(wanted) and (name:sub(1, 1) ~= "." or part:sub(1, 1) == ".") then
            next_found[#next_found + 1] = base .. "/" .. name
          end
        end
      else
        next_found[#next_found + 1] = base .. "/" .. part
      end
    end
    found = next_found
  end
  local there = {}
  for _, name in ipairs(found) do
    -- A name is no secret; what may not be looked at is there all the same.
    local may, found = pcall(native.lstat, name)
    if found or not may then there[#there + 1] = name end
  end
  if #there == 0 then return missing(path) end
  return there
end

-- The set of a bracket expression as one of Lua's, and the place behind it; nil where there is none.
local function bracket(text, at)
  local from = at + 1
  local negated = text:sub(from, from):find("[!^]")
  if negated then from = from + 1 end
  local stop = text:find("]", from + 1, true)
  if not stop then return nil end
  local set = text:sub(from, stop - 1):gsub("%[:(%a+):%]", "%%%1")
  return "[" .. (negated and "^" or "") .. set:gsub("[%%%]%[]", "%%%0") .. "]", stop + 1
end

local NOMATCH, PATHNAME, NOESCAPE, PERIOD = 1, 1, 2, 4

-- Whether a text from a place on is what a shell's pattern from a place on means.
local function means(wanted, at, text, from, flags)
  while at <= #wanted do
    local c, here = wanted:sub(at, at), text:sub(from, from)
    local hidden = flags & PERIOD ~= 0 and here == "." and (from == 1 or flags & PATHNAME ~= 0 and text:sub(from - 1, from - 1) == "/")
    local slash = flags & PATHNAME ~= 0 and here == "/"
    if c == "*" then
      if hidden then return false end
      while wanted:sub(at, at) == "*" do at = at + 1 end
      for stop = from, #text + 1 do
        if means(wanted, at, text, stop, flags) then return true end
        if flags & PATHNAME ~= 0 and text:sub(stop, stop) == "/" then return false end
      end
      return false
    end
    local set, behind
    if c == "[" then set, behind = bracket(wanted, at) end
    if set then
      if here == "" or slash or hidden or not here:find(set) then return false end
      at = behind
    elseif c == "?" then
      if here == "" or slash or hidden then return false end
      at = at + 1
    else
      if c == "\\" and flags & NOESCAPE == 0 and at < #wanted then
        at = at + 1
        c = wanted:sub(at, at)
      end
      if here ~= c then return false end
      at = at + 1
    end
    from = from + 1
  end
  return from == #text + 1
end

posix.FNM_NOMATCH, posix.FNM_PATHNAME, posix.FNM_NOESCAPE, posix.FNM_PERIOD = NOMATCH, PATHNAME, NOESCAPE, PERIOD

-- posix.fnmatch answers true or false, that of posix.fnmatch the module 0 or FNM_NOMATCH.
function posix.fnmatch(wanted, text, flags)
  local same = means(wanted, 1, text, 1, flags or 0)
  if module == "posix.fnmatch" then return same and 0 or NOMATCH end
  return same
end

-- The entry of /etc/passwd in which a field has a value.
local function passwd(field, value)
  local file = io.open("/etc/passwd")
  if not file then return nil end
  for line in file:lines() do
    local name, password, uid, gid, dir, shell = line:match("^([^:]*):([^:]*):(%d+):(%d+):[^:]*:([^:]*):([^:]*)$")
    local entry = name and { name = name, passwd = password, uid = tonumber(uid), gid = tonumber(gid), dir = dir, shell = shell }
    if entry and entry[field] == value then
      file:close()
      return entry
    end
  end
  file:close()
end

function posix.getpasswd(user, which)
  local entry = passwd(type(user) == "string" and "name" or "uid", user or posix.geteuid())
  if entry and which then return entry[which] end
  return entry
end

local function prefixed(entry)
  local all = entry and {}
  for name, value in pairs(entry or {}) do all["pw_" .. name] = value end
  return all
end

function posix.getpwnam(name) return prefixed(passwd("name", name)) end
function posix.getpwuid(uid) return prefixed(passwd("uid", uid)) end

posix.ST_RDONLY, posix.ST_NOSUID = 1, 2

function posix.basename(path) return path:match("([^/]+)/*$") or "/" end
function posix.dirname(path) return path:match("^(.*[^/])/+[^/]+/*$") or (path:sub(1, 1) == "/" and "/" or ".") end

local function refuse(name, why)
  posix[name] = function() error("posix." .. name .. " is not available in a probe: " .. why, 2) end
end

for _, name in ipairs { "sleep", "nanosleep", "pause" } do
  refuse(name, "a probe is called every period; keep what you saw in a local and return a function")
end
for _, name in ipairs { "fork", "exec", "execp", "popen", "system", "spawn" } do
  refuse(name, "name the command in the agent's setting \"commands\" and use io.popen")
end
for _, name in ipairs { "kill", "chdir", "chmod", "chown", "mkdir", "rmdir", "unlink", "link", "symlink", "rename", "setpid", "umask", "setenv", "utime", "open", "write" } do
  refuse(name, "probes only read")
end
for _, name in ipairs { "socket", "connect", "bind", "listen" } do
  refuse(name, "probes do not use the network")
end

return posix
