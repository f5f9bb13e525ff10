statvfs = {
  ["/"] = {
    f_bsize = 4096,
    f_frsize = 4096,
    f_blocks = 16481344,
    f_bfree = 9100000,
    f_bavail = 8250000,
    f_files = 4194304,
    f_ffree = 3900000,
  },
}
