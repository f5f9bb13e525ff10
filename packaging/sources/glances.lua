-- Glances' export to InfluxDB, by the name of the database or bucket.
sources = {
  {
    name = "glances", protocol = "influx", db = "glances*", tags = "hostname",
    prefix = "glances_", host = "hostname",
  },
}
