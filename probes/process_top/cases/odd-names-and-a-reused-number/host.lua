settings = { count = 2 }
