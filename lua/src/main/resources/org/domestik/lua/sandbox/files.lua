-- io: files to read through the host, and the output of commands.

local open, io_type = io.open, io.type
local resolve = host.resolve
local methods = registry["FILE*"].__index
local read, lines, close_file = methods.read, methods.lines, methods.close

-- The files a run holds open. Weak: one that a script has lost may be closed by the collector first.
local WEAK, WEAK_KEYS = { __mode = "v" }, { __mode = "k" }
local held, kept, opens = set({}, WEAK), 0, 0

local function still_open()
  local before, last = held, kept
  held, kept = set({}, WEAK), 0
  for i = 1, last do
    if io_type(before[i]) == "file" then
      kept = kept + 1
      held[kept] = before[i]
    end
  end
  return kept
end

-- Raises, at the script's own line, where a run opens too many files.
local function count_open(level)
  opens = opens + 1
  if opens > limits.opens then error("more than " .. limits.opens .. " files opened in one run", level) end
  if kept >= limits.files and still_open() >= limits.files then
    collectgarbage("collect")
    if still_open() >= limits.files then
      error("more than " .. limits.files .. " files open at once; close each when it is read", level)
    end
  end
end

-- At the end of every run: what a script forgot to close is not open until its next turn.
function close_files()
  for i = 1, kept do
    if io_type(held[i]) == "file" then close_file(held[i]) end
  end
  held, kept, opens = set({}, WEAK), 0, 0
end

local seek = methods.seek

-- What one call into C may read. It makes room for as much as it is asked for, and reads a line or a
-- file as long as they go on.
local FIRST_PIECE, PIECE = 1 << 10, 1 << 16
local ALL_OF_IT = math.maxinteger

local function counted(part, ...)
  if type(part) == "string" then
    use.read = use.read + #part
    heavy(#part)
  end
  return part, ...
end

-- So many bytes, or all there are: piece by piece, so that the limits are looked at between them.
local function bytes(file, most)
  local parts, size, piece = {}, 0, FIRST_PIECE
  while size < most do
    local asked = most - size < piece and most - size or piece
    local part, message, number = counted(read(file, asked))
    if not part then
      if message then return nil, message, number end
      break
    end
    size, piece = size + #part, piece < PIECE and piece * 2 or PIECE
    cap(size)
    parts[#parts + 1] = part
    if #part < asked then break end -- Only where the file ends.
  end
  if #parts == 1 then return parts[1] end
  if size > 0 or most == ALL_OF_IT then return concat(parts) end
  return nil
end

-- A line of a file that is larger than any string may be.
local function long_line(file, form)
  local parts, size = {}, 0
  while true do
    local part, message, number = counted(read(file, MUCH))
    if not part then
      if message then return nil, message, number end
      return #parts > 0 and concat(parts) or nil
    end
    local stop = find(part, "\n", 1, true)
    if stop then
      seek(file, "cur", stop - #part)
      parts[#parts + 1] = sub(part, 1, form == "L" and stop or stop - 1)
      return concat(parts)
    end
    size = size + #part
    cap(size)
    parts[#parts + 1] = part
  end
end

-- Files that are larger than any string may be. What the kernel makes has no size, and no such lines.
local large = set({}, WEAK_KEYS)

local function one(file, form)
  if math_type(form) then
    local most = tointeger(form)
    if most and most > PIECE then return bytes(file, most) end
    if most and most < 0 then error("bad argument #1 to 'read' (not below 0)", 3) end
    return counted(read(file, form))
  end
  local letter = type(form) == "string" and sub(gsub(form, "^%*", ""), 1, 1)
  if letter == "a" then return bytes(file, ALL_OF_IT) end
  if large[file] and (letter == "l" or letter == "L") then return long_line(file, letter) end
  return counted(read(file, form))
end

local function several(file, count, forms)
  local results = {}
  for i = 1, count do
    local result, message, number = one(file, forms[i])
    if message then return result, message, number end
    results[i] = result
    if result == nil then return unpack(results, 1, i) end
  end
  return unpack(results, 1, count)
end

methods.read = function(file, ...)
  local count = select("#", ...)
  if io_type(file) ~= "file" then return read(file, ...) end -- Which says what is wrong.
  if count == 0 then return one(file, "l") end
  if count == 1 then return one(file, (...)) end
  return several(file, count, { ... })
end

local function raised(first, message, ...)
  if first == nil and message then error(message, 3) end
  return first, message, ...
end

methods.lines = function(file, ...)
  local count = select("#", ...)
  local each = lines(file, ...) -- Which says what is wrong with the arguments.
  if count == 0 and not large[file] then return function() return counted(each()) end end
  local forms = count == 0 and { "l" } or { ... }
  return function()
    if io_type(file) ~= "file" then error("file is already closed", 2) end
    return raised(several(file, #forms, forms))
  end
end
methods.write = refuse("file:write", NO_WRITE)
registry["FILE*"].__metatable = false

-- level: how far above this function the script is, for the place in an error.
local function opened(level, path, mode)
  if type(path) ~= "string" then error("bad argument #1 to 'open' (string expected)", level) end
  if find(mode or "r", "[wa+]") then error("io.open(\"" .. path .. "\", \"" .. mode .. "\"): " .. NO_WRITE, level) end
  if #path > LONGEST then return nil, sub(path, 1, 64) .. "…: File name too long", 36 end
  local ok, real, denied = call_host(resolve, path)
  if not ok then error(real, level) end
  if denied then return nil, path .. ": " .. denied, 13 end
  if not real then return nil, path .. ": No such file or directory", 2 end
  count_open(level + 1)
  local file, message, number = open(real, "r")
  if not file then return nil, (message:gsub("^.-: ", function() return path .. ": " end)), number end
  kept = kept + 1
  held[kept] = file
  local size = seek(file, "end")
  if size then
    large[file] = size > LONGEST_STRING or nil
    seek(file, "set")
  end
  return file
end

-- What io.type says of those that are no files of C.
local pipes = set({}, WEAK_KEYS)

-- A file over what a command printed; exit: its code.
local function reading(text, exit)
  use.read = use.read + #text
  local at, file = 1, {}
  pipes[file] = "file"
  local function one(form)
    form = tostring(form or "l"):gsub("^%*", "")
    if form:sub(1, 1) == "a" then
      local rest = sub(text, at)
      at = #text + 1
      return rest
    end
    if at > #text then return nil end
    if tonumber(form) then
      local part = sub(text, at, at + tonumber(form) - 1)
      at = at + #part
      return part
    end
    if form == "n" then
      local from, to = find(text, "^%s*[%+%-]?[%d%.]+[eE]?[%+%-]?%d*", at)
      if not from then return nil end
      at = to + 1
      return tonumber(sub(text, from, to))
    end
    local stop = find(text, "\n", at, true) or #text + 1
    local line = sub(text, at, form == "L" and stop or stop - 1)
    at = stop + 1
    return line
  end
  local function require_open()
    if pipes[file] == "closed file" then error("attempt to use a closed file", 3) end
  end
  function file:read(...)
    require_open()
    local results, n = {}, select("#", ...)
    if n == 0 then return one("l") end
    for i = 1, n do results[i] = one((select(i, ...))) end
    return unpack(results, 1, n)
  end
  function file:lines(...)
    require_open()
    local forms = pack(...)
    return function() return file:read(unpack(forms, 1, forms.n)) end
  end
  function file:close()
    require_open()
    pipes[file] = "closed file"
    return exit == 0 or nil, "exit", exit
  end
  return file
end

------------------------------------------------------------------------ what a script prints

local MOST_PRINTED = 4000 -- bytes of one run
local printed, printed_size = {}, 0

local function forget_printed()
  printed, printed_size = {}, 0
end

local function keep_printed(text)
  if printed_size > MOST_PRINTED then return end
  if printed_size + #text > MOST_PRINTED then text = sub(text, 1, MOST_PRINTED - printed_size) .. "…" end
  printed_size = printed_size + #text
  printed[#printed + 1] = text
end

function _G.print(...)
  local parts = pack(...)
  for i = 1, parts.n do parts[i] = tostring(parts[i]) end
  keep_printed(table.concat(parts, "\t", 1, parts.n) .. "\n")
end

-- io.stdout and io.stderr: both are what a script prints.
local output = {}

function output:write(...)
  for i = 1, select("#", ...) do
    local part = select(i, ...)
    if type(part) ~= "string" and type(part) ~= "number" then
      error("bad argument #" .. i .. " to 'write' (string expected, got " .. type(part) .. ")", 2)
    end
    keep_printed(tostring(part))
  end
  return self
end

function output:flush() return self end
function output:setvbuf() return true end
function output:close() return true end

local function kind(file) return pipes[file] or io_type(file) end

local current
local safe_io = {
  open = function(path, mode) return opened(2, path, mode) end,
  type = function(...)
    if select("#", ...) == 0 then return io_type() end -- Which says what is wrong.
    return kind((...))
  end,
  close = function(file) return (file or current or error("no default input file", 2)):close() end,
  input = function(file)
    if type(file) == "string" then
      current = opened(3, file) or error("cannot open " .. file, 2)
    elseif file and kind(file) == "file" then
      current = file
    elseif file then
      error("bad argument #1 to 'input' (a path or a file expected)", 2)
    end
    return current
  end,
  read = function(...) return (current or error("io.read: a probe has no standard input; use io.input(path) first", 2)):read(...) end,
  lines = function(path, ...)
    if not path then return (current or error("io.lines: a probe has no standard input", 2)):lines(...) end
    local file, message = opened(3, path)
    if not file then
      local reason = find(message, path, 1, true) == 1 and sub(message, #path + 3) or message
      error("cannot open file '" .. path .. "' (" .. reason .. ")", 2)
    end
    local each = file:lines(...)
    -- The file is closed at its end, as Lua does.
    return function()
      local result = pack(each())
      if result[1] == nil and io_type(file) == "file" then file:close() end
      return unpack(result, 1, result.n)
    end
  end,
  popen = native.command and function(line, mode)
    if (mode or "r") ~= "r" then error("io.popen: " .. NO_WRITE, 2) end
    return reading(native.command(line))
  end or refuse("io.popen", "there is no command here"),
  write = function(...) return output:write(...) end,
  stdout = output, stderr = output,
  output = refuse("io.output", NO_WRITE),
  tmpfile = refuse("io.tmpfile", NO_WRITE),
}
_G.io = safe_io
