-- How a compiled chunk becomes something that is run again and again.

local captured = {}
local ENOUGH = {}

-- Makes a global function that keeps the table it is called with; last: and ends the run with it.
-- host.captured(name of the tree) -> true, globals to set from now on
local function capture(name, last)
  _G[name] = function(tree)
    if type(tree) ~= "table" then error(name .. ": expected a table", 2) end
    captured[name], captured[name .. " line"] = tree, getinfo(2, "l").currentline
    local _, globals = call_host(host.captured, tree.name)
    for key, value in next, globals do _G[key] = value end
    if last then error(ENOUGH, 0) end
  end
end

-- A script that returns a function is that function from then on.
local function repeating(chunk)
  local each, name = chunk
  return function()
    captured = {}
    local first, second = each()
    if type(first) == "function" then
      each, name = first, second
      first, second = each()
    end
    if second == nil then second = name end
    local begins = getinfo(each, "S").linedefined
    return captured, first, second, begins > 0 and begins or nil
  end
end

local function until_captured(chunk)
  return function()
    captured = {}
    local ok, message = pcall(chunk)
    if not ok and message ~= ENOUGH then error(message, 0) end
    return captured
  end
end

-- Assignments only: no function can be reached, not even a string's methods. A name that comes again would silently
-- replace what somebody wrote further up.
local function assignments(source, name)
  local values = {}
  local env = setmetatable({}, {
    __index = values,
    __newindex = function(_, key, value)
      if values[key] ~= nil then error(key .. ": comes twice", 2) end
      values[key] = value
    end,
  })
  local f, message = load(source, name, "t", env)
  if not f then error(message, 0) end
  debug.getmetatable("").__index = nil
  return function()
    f()
    return values
  end
end

return run, bind, capture, repeating, until_captured, assignments
