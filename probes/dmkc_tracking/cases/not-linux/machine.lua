pid = 7
ppid = 1
