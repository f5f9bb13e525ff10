settings = { count = 20 }
