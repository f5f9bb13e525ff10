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
  ["/boot/efi"] = {
    f_bsize = 512,
    f_frsize = 512,
    f_blocks = 1046512,
    f_bfree = 1034480,
    f_bavail = 1034480,
    f_files = 0,
    f_ffree = 0,
  },
  ["/srv/my files"] = {
    f_bsize = 4096,
    f_frsize = 4096,
    f_blocks = 244190646,
    f_bfree = 90112233,
    f_bavail = 90112233,
    f_files = 0,
    f_ffree = 0,
  },
}
