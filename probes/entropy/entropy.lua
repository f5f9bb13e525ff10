-- The randomness the kernel has in stock.
probe {
  title = "Entropy",
  every = "1m",
  values = {
    available = { unit = "bits" },
    size = { unit = "bits", title = "size of the pool" },
  },
  graph = {
    values = { "available", "size" },
    info = "The randomness the kernel has gathered. Before Linux 5.18 programs may wait when there is little; since then it stays at 256.",
  },
}

local function number(path)
  local file = io.open(path)
  local text = file and file:read("a")
  if file then file:close() end
  return text and text:match("%d+")
end

local available = number("/proc/sys/kernel/random/entropy_avail")
if not available then
  return nil -- Nothing here: not Linux, or hidden from this container.
end
return { available = available, size = number("/proc/sys/kernel/random/poolsize") }
