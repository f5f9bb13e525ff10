-- json and cjson: text to tables and back.
--
-- In cjson, null is cjson.null, as in Lua-CJSON; in json it is nil, as in json.lua and dkjson.
local module = ...

local DEPTH = 100
local NULL = setmetatable({}, { __tostring = function() return "null" end, __metatable = false })

local ESCAPES = { ["\""] = "\"", ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }
local LETTERS = { ["\""] = "\\\"", ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

------------------------------------------------------------------------ decode

local function fault(wanted, at)
  error("json: expected " .. wanted .. " at character " .. at, 0)
end

local value_at

-- The place of the next character that is no blank.
local function skip(text, at)
  return text:find("[^ \t\r\n]", at) or #text + 1
end

local function unicode_at(text, at)
  local digits = text:match("^%x%x%x%x", at) or fault("four hexadecimal digits", at)
  return tonumber(digits, 16)
end

-- What stands behind a backslash, and the place behind it.
local function escape_at(text, at)
  local letter = text:sub(at, at)
  if ESCAPES[letter] then return ESCAPES[letter], at + 1 end
  if letter ~= "u" then fault("an escape", at) end
  local code = unicode_at(text, at + 1)
  if code >= 0xD800 and code < 0xDC00 then
    if text:sub(at + 5, at + 6) ~= "\\u" then fault("the second half of a pair", at + 5) end
    local low = unicode_at(text, at + 7)
    if low < 0xDC00 or low > 0xDFFF then fault("the second half of a pair", at + 7) end
    return utf8.char(0x10000 + (code - 0xD800) * 0x400 + low - 0xDC00), at + 11
  end
  if code >= 0xDC00 and code <= 0xDFFF then fault("the first half of a pair", at) end
  return utf8.char(code), at + 5
end

local function string_at(text, at)
  local parts, from = {}, at + 1
  while true do
    local stop = text:find("[\"\\%c]", from)
    local c = stop and text:sub(stop, stop)
    if c ~= "\"" and c ~= "\\" and c ~= "\127" then fault("the end of the string", stop or #text + 1) end
    if c == "\127" then
      parts[#parts + 1] = text:sub(from, stop)
      from = stop + 1
    else
      parts[#parts + 1] = text:sub(from, stop - 1)
      if c == "\"" then return table.concat(parts), stop + 1 end
      parts[#parts + 1], from = escape_at(text, stop + 1)
    end
  end
end

local function number_at(text, at)
  local token = text:match("^[%d%+%-%.eE]+", at) or fault("a value", at)
  if not (token:find("^%-?0[%.eE]") or token:find("^%-?[1-9]") or token:find("^%-?0$"))
    or token:find("%.$") or token:find("%.[eE]") then
    fault("a number", at)
  end
  local number = tonumber(token) or fault("a number", at)
  return number, at + #token
end

local function array_at(text, at, depth)
  local array, n = {}, 0
  at = skip(text, at + 1)
  if text:sub(at, at) == "]" then return array, at + 1 end
  while true do
    n = n + 1
    array[n], at = value_at(text, at, depth)
    at = skip(text, at)
    local c = text:sub(at, at)
    if c == "]" then return array, at + 1 end
    if c ~= "," then fault("',' or ']'", at) end
    at = skip(text, at + 1)
  end
end

local function object_at(text, at, depth)
  local object = {}
  at = skip(text, at + 1)
  if text:sub(at, at) == "}" then return object, at + 1 end
  while true do
    if text:sub(at, at) ~= "\"" then fault("a name in quotes", at) end
    local name
    name, at = string_at(text, at)
    at = skip(text, at)
    if text:sub(at, at) ~= ":" then fault("':'", at) end
    object[name], at = value_at(text, skip(text, at + 1), depth)
    at = skip(text, at)
    local c = text:sub(at, at)
    if c == "}" then return object, at + 1 end
    if c ~= "," then fault("',' or '}'", at) end
    at = skip(text, at + 1)
  end
end

local WORDS = { t = "true", f = "false", n = "null" }
local VALUES = { t = true, f = false }
if module ~= "json" then VALUES.n = NULL end

function value_at(text, at, depth)
  local c = text:sub(at, at)
  if c == "{" or c == "[" then
    if depth == DEPTH then fault("at most " .. DEPTH .. " levels", at) end
    return (c == "{" and object_at or array_at)(text, at, depth + 1)
  end
  if c == "\"" then return string_at(text, at) end
  local word = WORDS[c]
  if word then
    if text:sub(at, at + #word - 1) ~= word then fault("a value", at) end
    return VALUES[c], at + #word
  end
  return number_at(text, at)
end

local function decode(text)
  if type(text) ~= "string" then error("bad argument #1 to 'decode' (string expected, got " .. type(text) .. ")", 2) end
  local ok, value, at = pcall(value_at, text, skip(text, 1), 0)
  if ok and skip(text, at) <= #text then ok, value = false, "json: expected the end at character " .. skip(text, at) end
  if not ok then error(value, 2) end
  return value
end

------------------------------------------------------------------------ encode

local function quoted(text)
  return "\"" .. text:gsub("[%c\"\\]", function(c)
    return c ~= "\127" and (LETTERS[c] or ("\\u%04x"):format(c:byte())) or nil
  end) .. "\""
end

local function number_text(number)
  if math.type(number) == "integer" then return ("%d"):format(number) end
  if number ~= number or number == math.huge or number == -math.huge then error("json: a number is not finite", 0) end
  local short = ("%.15g"):format(number)
  return tonumber(short) == number and short or ("%.17g"):format(number)
end

local write

local function write_table(value, out, depth)
  if depth == DEPTH then error("json: tables are nested more than " .. DEPTH .. " deep", 0) end
  local n, count, list = #value, 0, true
  for name in next, value do
    count = count + 1
    list = list and math.type(name) == "integer" and name >= 1 and name <= n
  end
  if list and n == count and n > 0 then
    for i = 1, n do
      out[#out + 1] = i == 1 and "[" or ","
      write(value[i], out, depth + 1)
    end
    out[#out + 1] = "]"
    return
  end
  local separator = "{"
  for name, one in next, value do
    if type(name) ~= "string" and type(name) ~= "number" then error("json: a name is a " .. type(name), 0) end
    out[#out + 1] = separator .. quoted(tostring(name)) .. ":"
    separator = ","
    write(one, out, depth + 1)
  end
  out[#out + 1] = separator == "{" and "{}" or "}"
end

function write(value, out, depth)
  local kind = type(value)
  if value == nil or value == NULL then
    out[#out + 1] = "null"
  elseif kind == "table" then
    write_table(value, out, depth)
  elseif kind == "string" then
    out[#out + 1] = quoted(value)
  elseif kind == "number" then
    out[#out + 1] = number_text(value)
  elseif kind == "boolean" then
    out[#out + 1] = tostring(value)
  else
    error("json: a " .. kind .. " has no text", 0)
  end
end

local function encode(value)
  local out = {}
  local ok, message = pcall(write, value, out, 0)
  if not ok then error(message, 2) end
  return table.concat(out)
end

-- The functions of cjson.safe answer nil and why.
local function safe(f)
  return function(...)
    local ok, result = pcall(f, ...)
    if ok then return result end
    return nil, result
  end
end

if module == "cjson.safe" then decode, encode = safe(decode), safe(encode) end
return { decode = decode, encode = encode, null = module ~= "json" and NULL or nil }
