statvfs = {
  ["/"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 100, f_bfree = 50, f_bavail = 40, f_files = 10, f_ffree = 4 },
  ["/mnt/été"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 101, f_bfree = 50, f_bavail = 40, f_files = 10, f_ffree = 4 },
  ["/mnt/caf\xe9"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 102, f_bfree = 50, f_bavail = 40, f_files = 10, f_ffree = 4 },
  ["/mnt/a\xff"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 103, f_bfree = 50, f_bavail = 40, f_files = 10, f_ffree = 4 },
  ["/mnt/a\xfe"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 104, f_bfree = 50, f_bavail = 40, f_files = 10, f_ffree = 4 },
  ["/mnt/two\nlines"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 105, f_bfree = 50, f_bavail = 40, f_files = 10, f_ffree = 4 },
  ["/mnt/two\\nlines"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 106, f_bfree = 50, f_bavail = 40, f_files = 10, f_ffree = 4 },
  ["/mnt/back\\040slash"] = { f_bsize = 4096, f_frsize = 4096, f_blocks = 107, f_bfree = 50, f_bavail = 40, f_files = 10, f_ffree = 4 },
}
