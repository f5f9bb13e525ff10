settings = { mounts = { "/", "/mnt/nas" } }
statvfs = {
  ["/"] = {
    f_bsize = 4096,
    f_frsize = 4096,
    f_blocks = 64225280,
    f_bfree = 31842210,
    f_bavail = 28561154,
    f_files = 16384000,
    f_ffree = 15811234,
  },
  ["/mnt/nas"] = {
    f_bsize = 1048576,
    f_frsize = 1048576,
    f_blocks = 3815447,
    f_bfree = 1200000,
    f_bavail = 1200000,
    f_files = 244187136,
    f_ffree = 240000000,
  },
}
