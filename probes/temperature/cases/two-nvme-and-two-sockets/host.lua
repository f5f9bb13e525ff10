links = {
  ["/sys/class/hwmon/hwmon0"] = { mode = 41471, type = "link", size = 0, target = "../../devices/platform/coretemp.1/hwmon/hwmon0" },
  ["/sys/class/hwmon/hwmon1"] = { mode = 41471, type = "link", size = 0, target = "../../devices/pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme1/hwmon1" },
  ["/sys/class/hwmon/hwmon2"] = { mode = 41471, type = "link", size = 0, target = "../../devices/pci0000:00/0000:00:01.1/0000:01:00.0/nvme/nvme0/hwmon2" },
  ["/sys/class/hwmon/hwmon3"] = { mode = 41471, type = "link", size = 0, target = "../../devices/platform/coretemp.0/hwmon/hwmon3" },
  ["/sys/class/hwmon/hwmon4"] = { mode = 41471, type = "link", size = 0, target = "../../devices/virtual/thermal/thermal_zone0/hwmon4" },
}
