-- require: the host's libraries, as text.

local loaded = {}
_G.package = { loaded = loaded, path = "lib/?.lua", cpath = "", preload = {} }
for _, name in ipairs { "string", "table", "math", "coroutine", "utf8", "os", "io", "debug", "bit32" } do loaded[name] = _G[name] end
loaded._G = _G

function _G.require(name)
  if loaded[name] ~= nil then return loaded[name] end
  local ok, source, chunk
  local preload = _G.package.preload[name]
  if preload then
    loaded[name] = preload(name) or true
    return loaded[name]
  end
  name = tostring(name)
  if #name > LONGEST then error("the name of this module is longer than " .. LONGEST .. " bytes", 2) end
  ok, source, chunk = call_host(host.library, name)
  if not ok then error(source, 2) end
  if not source then error("module '" .. name .. "' not found: probes have posix, lfs, rates, json, cjson and the files of lib/", 2) end
  local f, message = load(source, chunk, "t")
  if not f then error(message, 0) end
  local value = f(name, native)
  -- As these two do elsewhere; scripts rely on it.
  if (name == "lfs" or name == "posix") and _G[name] == nil then _G[name] = value end
  if value ~= nil then loaded[name] = value elseif loaded[name] == nil then loaded[name] = true end
  return loaded[name]
end
