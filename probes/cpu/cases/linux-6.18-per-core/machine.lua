seconds = 9.38
settings = { per_core = true }
