read = { "/mnt/1wire" }
settings = {
  unit = "°C",
  title = "House",
  files = {
    cellar = "/mnt/1wire/28.FF8A2C611604/temperature",
    attic = { path = "/sys/bus/w1/devices/28-0316a4f7c6ff/w1_slave", pattern = "t=(-?%d+)", scale = 0.001 },
    board = { path = "/sys/class/thermal/thermal_zone0/temp", scale = 0.001 },
  },
}
