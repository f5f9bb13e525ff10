-- Tasmota's InfluxDB driver, by what it calls itself. A device is a host, a kind of reading a probe.
sources = {
  {
    name = "tasmota", protocol = "influx", agent = "Tasmota/*", tags = "device",
    prefix = "tasmota_", host = "device", keys = { "sensor", "id" },
    units = {
      ["humidity.value"] = "%", ["power*.value"] = "W", ["voltage*.value"] = "V", ["current*.value"] = "A",
    },
  },
}
