-- Proxmox VE's external metric server, by the bucket that is its default. A virtual machine, a container or a storage
-- is a key of the node it is on: its tag host is not the host.
sources = {
  {
    name = "proxmox", protocol = "influx", bucket = "proxmox", tags = "object",
    prefix = "pve_", host = "nodename", keys = { "object", "vmid", "host", "instance" },
    units = {
      uptime = "s", mem = "B", maxmem = "B", disk = "B", maxdisk = "B", netin = "B", netout = "B",
      diskread = "B", diskwrite = "B", total = "B", used = "B", avail = "B",
      ["memory.mem*"] = "B", ["memory.swap*"] = "B", ["nics.*"] = "B", ["blockstat.*_bytes"] = "B",
    },
  },
}
