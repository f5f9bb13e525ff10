---@meta
-- What a probe can call besides Lua's own, for editors with the Lua language server (workspace.library).
-- docs/probe-reference.md says what each is; a test holds both to the code.

---@class domestik.Value
---@field name? string in the list form only
---@field unit? string shown on the axis
---@field type? "integer"|"real"
---@field title? string shown in the legend
---@field least? number below it nothing was measured
---@field most? number above it nothing was measured

---@class domestik.Derived
---@field name? string in the list form only
---@field expression string numbers, values of this probe, + - * / ( )
---@field unit? string
---@field title? string

---@class domestik.Archive
---@field after? string "1 day"
---@field every? string "1 hour"
---@field keep? string "1 month"

---@class domestik.Graph
---@field title? string
---@field values? string|string[]
---@field style? "lines"|"stacked"
---@field base? 1000|1024
---@field info? string

---@class domestik.Description
---@field name? string the server-side probe that is fed
---@field title? string
---@field every? string the period: "10s", "1m"
---@field key? string|string[] the name of the key, or of each level
---@field values? table<string, domestik.Value>|(string|domestik.Value)[]
---@field derived? table<string, string|domestik.Derived>|domestik.Derived[]
---@field archive? domestik.Archive
---@field graph? domestik.Graph|domestik.Graph[]
---@field leak? string
---@field hosts? string|string[] globs, in the server's probes.d/ only

---@param description domestik.Description
function probe(description) end

---What the operator wrote for this script in the agent's configuration.
---@type table<string, any>
settings = {}

---@class rates
rates = {}
---@param options? { wrap: integer }
---@return fun(name: string, counter: number|string): number?
function rates.new(options) end

---@class json
json = {}
---@param text string
---@return any
function json.decode(text) end
---@param value any
---@return string
function json.encode(value) end

---@class cjson
---@field null any
cjson = {}
---@param text string
---@return any
function cjson.decode(text) end
---@param value any
---@return string
function cjson.encode(value) end

---@class lfs
lfs = {}
---@param path string
---@param which? string|table
---@return any, string?
function lfs.attributes(path, which) end
---@param path string
---@param which? string|table
---@return any, string?
function lfs.symlinkattributes(path, which) end
---@return string
function lfs.currentdir() end
---@param path string
---@return fun(listing: table): string?, table
function lfs.dir(path) end

---@class posix
posix = {}
---@param path string
---@return 0?, string?, integer?
function posix.access(path) end
---@param path string
---@return string
function posix.basename(path) end
---@param clock? integer|string
---@return integer, integer
function posix.clock_gettime(clock) end
---@param path? string
---@return string[], integer
function posix.dir(path) end
---@param path string
---@return string
function posix.dirname(path) end
---@param path? string
---@return fun(): string?
function posix.files(path) end
---@param pattern string
---@param text string
---@param flags? integer
---@return boolean
function posix.fnmatch(pattern, text, flags) end
---@return integer
function posix.getegid() end
---@param name string
---@return string?
function posix.getenv(name) end
---@return integer
function posix.geteuid() end
---@return integer
function posix.getgid() end
---@return string
function posix.gethostname() end
---@param user? string|integer
---@param which? "name"|"uid"|"gid"|"dir"|"shell"|"passwd"
---@return any
function posix.getpasswd(user, which) end
---@param which? "pid"|"ppid"|"uid"|"euid"|"gid"|"egid"|"pgrp"
---@return any
function posix.getpid(which) end
---@return integer
function posix.getppid() end
---@param name string
---@return table?
function posix.getpwnam(name) end
---@param uid integer
---@return table?
function posix.getpwuid(uid) end
---@return integer
function posix.getuid() end
---@param pattern string
---@return string[]?, string?, integer?
function posix.glob(pattern) end
---@return string
function posix.hostname() end
---@param path string
---@param which? string
---@return any, string?, integer?
function posix.lstat(path, which) end
---@param path string
---@return string?, string?, integer?
function posix.readlink(path) end
---@param path string
---@return string?, string?, integer?
function posix.realpath(path) end
---@param path string
---@param which? string
---@return any, string?, integer?
function posix.stat(path, which) end
---@param path string
---@param which? string
---@return any, string?, integer?
function posix.statvfs(path, which) end
---@param name? string
---@return any
function posix.sysconf(name) end
---@return integer
function posix.time() end
---@param which? "utime"|"stime"|"cutime"|"cstime"|"elapsed"
---@return any
function posix.times(which) end
---@param form? string
---@return any
function posix.uname(form) end

---@class bit32
bit32 = {}
---@param n integer
---@param by integer
---@return integer
function bit32.arshift(n, by) end
---@param ... integer
---@return integer
function bit32.band(...) end
---@param n integer
---@return integer
function bit32.bnot(n) end
---@param ... integer
---@return integer
function bit32.bor(...) end
---@param ... integer
---@return boolean
function bit32.btest(...) end
---@param ... integer
---@return integer
function bit32.bxor(...) end
---@param n integer
---@param from integer
---@param width? integer
---@return integer
function bit32.extract(n, from, width) end
---@param n integer
---@param by integer
---@return integer
function bit32.lrotate(n, by) end
---@param n integer
---@param by integer
---@return integer
function bit32.lshift(n, by) end
---@param n integer
---@param v integer
---@param from integer
---@param width? integer
---@return integer
function bit32.replace(n, v, from, width) end
---@param n integer
---@param by integer
---@return integer
function bit32.rrotate(n, by) end
---@param n integer
---@param by integer
---@return integer
function bit32.rshift(n, by) end
