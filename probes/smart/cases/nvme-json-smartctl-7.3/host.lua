settings = { disks = { "/dev/nvme0" } }
commands = {
  ["smartctl -H -A /dev/nvme0"] = [[
{
  "json_format_version": [
    1,
    0
  ],
  "smartctl": {
    "version": [
      7,
      3
    ],
    "svn_revision": "5338",
    "platform_info": "x86_64-linux-6.1.0-50-amd64",
    "build_info": "(local build)",
    "argv": [
      "smartctl",
      "-j",
      "-H",
      "-A",
      "/dev/nvme0"
    ],
    "exit_status": 0
  },
  "local_time": {
    "time_t": 1795369204,
    "asctime": "Sun Nov 22 17:40:04 2026 UTC"
  },
  "device": {
    "name": "/dev/nvme0",
    "info_name": "/dev/nvme0",
    "type": "nvme",
    "protocol": "NVMe"
  },
  "smart_status": {
    "passed": true,
    "nvme": {
      "value": 0
    }
  },
  "nvme_smart_health_information_log": {
    "critical_warning": 0,
    "temperature": 50,
    "available_spare": 0,
    "available_spare_threshold": 0,
    "percentage_used": 0,
    "data_units_read": 17,
    "data_units_written": 17,
    "host_reads": 2097,
    "host_writes": 32,
    "controller_busy_time": 0,
    "power_cycles": 0,
    "power_on_hours": 0,
    "unsafe_shutdowns": 0,
    "media_errors": 0,
    "num_err_log_entries": 0,
    "warning_temp_time": 0,
    "critical_comp_time": 0
  },
  "temperature": {
    "current": 50
  },
  "power_cycle_count": 0,
  "power_on_time": {
    "hours": 0
  }
}
]],
}
