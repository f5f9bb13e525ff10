settings = { states = false }
