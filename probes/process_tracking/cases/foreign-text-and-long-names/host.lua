settings = { names = { "VmData: 99999", "VmRSS: 1 kB\nVmD", "a-service-with-long-name" } }
