settings = { disks = { "/dev/sdz" } }
commands = {
  ["smartctl -H -A /dev/sdz"] = [[
smartctl 7.3 2022-02-28 r5338

Smartctl open device: /dev/sdz failed: No such device
]],
}
