settings = { disks = { "/dev/nvme0" } }
commands = {
  ["smartctl -H -A /dev/nvme0"] = [[
smartctl 7.3 2022-02-28 r5338 [x86_64-linux-6.1.0-50-amd64] (local build)
Copyright (C) 2002-22, Bruce Allen, Christian Franke, www.smartmontools.org

=== START OF SMART DATA SECTION ===
SMART overall-health self-assessment test result: PASSED

SMART/Health Information (NVMe Log 0x02)
Critical Warning:                   0x00
Temperature:                        50 Celsius
Available Spare:                    0%
Available Spare Threshold:          0%
Percentage Used:                    0%
Data Units Read:                    17 [8.70 MB]
Data Units Written:                 17 [8.70 MB]
Host Read Commands:                 2,097
Host Write Commands:                32
Controller Busy Time:               0
Power Cycles:                       0
Power On Hours:                     0
Unsafe Shutdowns:                   0
Media and Data Integrity Errors:    0
Error Information Log Entries:      0
Warning  Comp. Temperature Time:    0
Critical Comp. Temperature Time:    0

]],
}
