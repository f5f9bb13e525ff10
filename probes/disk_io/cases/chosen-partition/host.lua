settings = { disks = { "sda1", "sr0" } }
