-- Telegraf, by what it calls itself. Its tag host is the host, its plugins are the probes.
sources = {
  {
    name = "telegraf", protocol = "influx", agent = "Telegraf/*",
    units = {
      ["cpu.usage_*"] = "%", ["cpu.time_*"] = "s",
      ["*percent"] = "%", ["*_percent"] = "%",
      ["mem.*"] = "B", ["mem.huge_pages_*"] = "",
      ["disk.free"] = "B", ["disk.total"] = "B", ["disk.used"] = "B",
      ["swap.free"] = "B", ["swap.total"] = "B", ["swap.used"] = "B",
      ["diskio.*_bytes"] = "B", ["diskio.*_time"] = "ms",
      ["net.bytes_*"] = "B",
      ["system.uptime"] = "s",
    },
  },
}
