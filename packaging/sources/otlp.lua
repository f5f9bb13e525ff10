-- OpenTelemetry, by the protocol. Of what a host runs several of, each has its own series: containers, and, of what is
-- measured of processes, processes. A process's number is no key of anything else: each restart would begin all anew.
sources = {
  {
    name = "otlp", protocol = "otlp", measurement = "process.*", tags = "process.pid",
    keys = {
      "k8s.namespace.name", "k8s.pod.name", "k8s.container.name", "container.name",
      "process.executable.name", "process.pid",
    },
  },
  {
    name = "otlp", protocol = "otlp",
    keys = { "k8s.namespace.name", "k8s.pod.name", "k8s.container.name", "container.name" },
  },
}
