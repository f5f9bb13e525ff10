statvfs = {
  ["/"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 1000, f_bfree = 500, f_bavail = 400, f_files = 1000, f_ffree = 900 },
  ["/etc/resolv.conf"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 1000, f_bfree = 500, f_bavail = 400, f_files = 1000, f_ffree = 900 },
  ["/etc/resolv.conf/."] = false,
  ["/etc/hostname"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 1000, f_bfree = 500, f_bavail = 400, f_files = 1000, f_ffree = 900 },
  ["/etc/hostname/."] = false,
  ["/data"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 1000, f_bfree = 500, f_bavail = 400, f_files = 1000, f_ffree = 900 },
  ["/more"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 1000, f_bfree = 500, f_bavail = 400, f_files = 1000, f_ffree = 900 },
}
