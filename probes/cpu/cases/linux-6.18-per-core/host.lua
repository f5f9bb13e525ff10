now = { 1795341600, 1795341609.38 }
settings = { per_core = true }
