-- Home Assistant's InfluxDB integration, by the tags it gives to all it sends. It names no host; a measurement is a
-- unit, or, where an entity has none, the entity.
sources = {
  {
    name = "home-assistant", protocol = "influx", tags = { "domain", "entity_id" }, measurement = "*.*",
    prefix = "ha_", host = "home-assistant", keys = { "domain", "entity_id" },
  },
  {
    name = "home-assistant", protocol = "influx", tags = { "domain", "entity_id" },
    prefix = "ha_", host = "home-assistant", keys = { "domain", "entity_id" },
    units = { value = "*" },
  },
}
