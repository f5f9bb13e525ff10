-- How many files are open on this machine. An example: put what you want to watch in its place.
probe {
  title = "Open files",
  every = "10s",
  values = {
    open = { unit = "files", title = "open files" },
  },
}

local file = io.open("/proc/sys/fs/file-nr")
if not file then
  return nil -- Nothing here: not Linux. That is no error.
end
local open = file:read("n")
file:close()
return { open = open }
