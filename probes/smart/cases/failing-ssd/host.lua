settings = { disks = { "/dev/sdb" } }
commands = {
  ["smartctl -H -A /dev/sdb"] = [[
smartctl 6.6 2017-11-05 r4594 [x86_64-linux-4.19.0] (local build)

=== START OF READ SMART DATA SECTION ===
SMART overall-health self-assessment test result: FAILED!
Drive failure expected in less than 24 hours. SAVE ALL DATA.

SMART Attributes Data Structure revision number: 1
Vendor Specific SMART Attributes with Thresholds:
ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE
  5 Reallocated_Sector_Ct   0x0033   001   001   010    Pre-fail  Always   FAILING_NOW 2047
  9 Power_On_Hours          0x0032   095   095   000    Old_age   Always       -       23021h+14m+02.310s
177 Wear_Leveling_Count     0x0013   073   073   000    Pre-fail  Always       -       523
190 Airflow_Temperature_Cel 0x0032   064   045   000    Old_age   Always       -       36
194 Temperature_Celsius     0x0022   037   055   000    Old_age   Always       -       37 (Min/Max 18/55)
197 Current_Pending_Sector  0x0032   100   100   000    Old_age   Always       -       12
198 Offline_Uncorrectable   0x0030   100   100   000    Old_age   Offline      -       3
]],
}
