-- collectd, by the protocol. Its plugins are the probes.
sources = {
  { name = "collectd", protocol = "collectd" },
}
