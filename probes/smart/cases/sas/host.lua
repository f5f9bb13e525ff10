settings = { disks = { "/dev/sdc" } }
commands = {
  ["smartctl -H -A /dev/sdc"] = [[
smartctl 7.2 2020-12-30 r5155 [x86_64-linux-5.10.0] (local build)

=== START OF READ SMART DATA SECTION ===
SMART Health Status: OK

Percentage used endurance indicator: 4%
Current Drive Temperature:     31 C
Drive Trip Temperature:        60 C

Accumulated power on time, hours:minutes 20163:44
Elements in grown defect list: 2
]],
}
